"""XLSForm in and out: workbooks of the ODK world to checklists, and back. Desk only."""

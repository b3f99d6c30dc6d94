"""The app in a browser's page: Python in a worker, everything else by the browser's own means."""

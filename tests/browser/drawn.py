"""What is drawn: asked of the tree that Flutter keeps for those who listen to a screen."""

CONTROLS = """() => [...document.querySelectorAll(
    'flt-semantics[role=button], flt-semantics[role=radio], flt-semantics[role=checkbox], ' +
    'flt-semantics[role=tab], flt-semantics[flt-tappable]')].map(node => {
        const {x, y, width, height} = node.getBoundingClientRect();
        const name = (node.getAttribute('aria-label') || node.textContent || '').trim();
        const top = document.elementFromPoint(x + width / 2, y + height / 2);
        const isCovered = !top || !(node.contains(top) || top.contains(node));
        const isChosen = node.getAttribute('aria-current') === 'true';
        return {name: name.replace(/\\s+/g, ' '), x, y, width, height, isCovered, isChosen};
    })"""
"""Every control that is drawn: its name as it is read aloud, where it is, whether something else
would have the tap, and whether it is what has been chosen."""
WORDS = """() => [...document.querySelectorAll('flt-semantics-host flt-semantics')].map(node => {
        const {x, y, width, height} = node.getBoundingClientRect();
        const name = node.getAttribute('aria-label') || node.textContent || '';
        return {name, x, y, width, height};
    }).filter(node => node.width > 0)"""
FIELDS = """() => [...document.querySelectorAll(
    'flt-semantics-host input, flt-semantics-host textarea')].map(node => {
        const {x, y, width, height} = node.getBoundingClientRect();
        return {name: node.getAttribute('aria-label') || '', x, y, width, height};
    })"""
IN_FIELD = "() => document.activeElement?.value ?? ''"
"""What the field with the caret holds."""

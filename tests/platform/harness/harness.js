globalThis.python = new Worker('harness_worker.js' + location.search, {type: 'module'});

// Choosing any file. A browser opens its chooser only soon after a touch; later a button asks for one.
import {button, chooseFiles, element, showSheet} from './overlay.js';

// Resolves with the File, or null.
export async function pickFile({texts, title = 'me.restore_pick', accept = ''}, signal) {
  const choose = async () => (await chooseFiles({accept}))[0] ?? null;
  if (!navigator.userActivation || navigator.userActivation.isActive) return choose();
  return showSheet(texts[title], signal, sheet => {
    sheet.dialog.append(element('section', {className: 'thumb'},
      element('div', {className: 'row'}, button(texts[title], async () => sheet.finish(await choose()), {className: 'main'})),
      button(texts['common.cancel'], () => sheet.finish(null), {isQuiet: true})));
  });
}

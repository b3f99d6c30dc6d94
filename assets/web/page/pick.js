// Choosing pictures. A browser opens its chooser only soon after a touch; later a button asks for one.
import {button, chooseFiles, element, showSheet} from './overlay.js';

// Resolves with {pictures: [File]}.
export async function pick({texts}, signal) {
  if (!navigator.userActivation || navigator.userActivation.isActive) return {pictures: await chooseFiles({multiple: true})};
  const pictures = await showSheet(texts['shoot.album'], signal, sheet => {
    const choose = async () => sheet.finish(await chooseFiles({multiple: true}));
    sheet.dialog.append(element('section', {className: 'thumb'},
      element('div', {className: 'row'}, button(texts['shoot.album'], choose, {symbol: 'picture', className: 'main'})),
      button(texts['shoot.cancel'], () => sheet.finish(null), {isQuiet: true})));
  });
  return {pictures: pictures ?? []};
}

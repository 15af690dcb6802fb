/**
 * What tests look at from inside a page. Plain JavaScript, since the rest of the tests is compiled without
 * the names that only browsers know; ./page-view.ts calls it.
 */
globalThis.pageView = {
  /** The calls that are shown, by the state of the own phone. */
  callStates() {
    const cards = [...document.querySelectorAll('article.call[data-call]')];
    return cards.map(({ dataset }) => dataset.state).toSorted((a, b) => (a < b ? -1 : 1));
  },

  controls() {
    const controls = [...document.querySelectorAll('button, input, select, a[href]')];
    for (const [index, control] of controls.entries()) control.dataset.tabTest = String(index);
    document.activeElement?.blur();
    return controls.map(({ outerHTML }) => outerHTML);
  },

  /** Which of `controls()` has a focus that can be seen. */
  focused() {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    const isVisible = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    return isVisible ? document.activeElement.dataset.tabTest : undefined;
  },

  followTelLink(number) {
    const link = document.createElement('a');
    link.href = `tel:${number}`;
    document.body.append(link);
    link.click();
  },

  /** Texts with less than 4.5 : 1 against what is behind them (WCAG 2.2, 1.4.3). */
  lowContrast() {
    const texts = [...document.querySelectorAll('body *')].filter(
      (element) =>
        element.closest('.unseen, script, datalist, noscript') === null &&
        [...element.childNodes].some(
          ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent.trim() !== '',
        ),
    );
    return texts.flatMap((element) => {
      const pair = [luminance(getComputedStyle(element).color), luminance(behind(element))];
      const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
      return ratio >= 4.5 ? [] : [`${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 120)}`];
    });
  },
};

const known = new Map();

/** The colour as the screen has it, whatever notation it was given in. */
function rgba(color) {
  const parts = known.get(color) ?? drawn(color);
  known.set(color, parts);
  return parts;
}

function drawn(color) {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
}

function luminance(color) {
  const [red, green, blue] = rgba(color)
    .map((value) => value / 255)
    .map((value) => (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function behind(element) {
  if (element === null) return 'white';
  const { backgroundColor } = getComputedStyle(element);
  return rgba(backgroundColor)[3] === 255 ? backgroundColor : behind(element.parentElement);
}

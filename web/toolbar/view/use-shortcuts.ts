import { useEffect } from 'preact/hooks';

/**
 * Alt and a letter press the element that claims it in `aria-keyshortcuts`. The key's place counts and
 * not its character: with Alt some layouts make another character of it.
 */
export function useShortcuts(): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      // AltGr arrives as Ctrl+Alt and writes characters.
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
      const scope = document.querySelector('dialog[open]') ?? document;
      const target = scope.querySelector<HTMLElement>(`[aria-keyshortcuts="Alt+${letter}"]`);
      if (letter === undefined || target === null) return;
      event.preventDefault();
      if (event.repeat) return;
      target.focus();
      if (target instanceof HTMLButtonElement) target.click();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

import { useEffect } from 'preact/hooks';
import type { Phone } from '../phone.ts';

/** A `tel:` link anywhere on the page is dialled from this phone. */
export function useTelLinks(phone: Phone): void {
  useEffect(() => {
    const listener = (event: MouseEvent) => {
      const { target } = event;
      const link = target instanceof Element ? target.closest('a[href^="tel:" i]') : null;
      if (link === null) return;
      event.preventDefault();
      phone.dial(decodeURIComponent((link.getAttribute('href') ?? '').slice('tel:'.length)));
    };
    document.addEventListener('click', listener);
    return () => document.removeEventListener('click', listener);
  }, [phone]);
}

import { useEffect, useState } from 'preact/hooks';
import { duration } from '../describe.ts';
import { usePhone } from './phone-context.ts';

/** How long it has been, by the server's clock. */
export function Timer({ since }: { readonly since: number }) {
  const { phone } = usePhone();
  const [now, setNow] = useState(phone.now());
  useEffect(() => {
    setNow(phone.now());
    const timer = setInterval(() => setNow(phone.now()), 1000);
    return () => clearInterval(timer);
  }, [since]);
  return (
    <time class="timer" role="timer" aria-live="off">
      {duration(now - since)}
    </time>
  );
}

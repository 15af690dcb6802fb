/** A promise whose end can be looked at without waiting. */
export interface Settlement<T> {
  readonly isSettled: boolean;
  readonly value?: T;
  readonly error?: unknown;
  readonly hasFailed: boolean;
}

interface Open<T> {
  isSettled: boolean;
  hasFailed: boolean;
  value?: T;
  error?: unknown;
}

/** Watches a promise; its rejection counts as handled. */
export function track<T>(promise: Promise<T>): Settlement<T> {
  const settlement: Open<T> = { isSettled: false, hasFailed: false };
  void follow(promise, settlement);
  return settlement;
}

async function follow<T>(promise: Promise<T>, settlement: Open<T>): Promise<void> {
  try {
    settlement.value = await promise;
  } catch (error) {
    settlement.hasFailed = true;
    settlement.error = error;
  }
  settlement.isSettled = true;
}

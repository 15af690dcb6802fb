import { useEffect, useState } from 'preact/hooks';
import type { Device, DeviceList } from '../../../schemas/generated/types.ts';
import { ProblemError, Rest, toProblemError } from '../rest.ts';
import type { Session } from '../link.ts';

export interface SignInProps {
  readonly base: string;
  readonly given: Partial<Session>;
  readonly reason: string | undefined;
  readonly onSignIn: (session: Session) => void;
}

/** Two steps: a token, then one of the phones it may see. */
export function SignIn({ base, given, reason, onSignIn }: SignInProps) {
  const [token, setToken] = useState(given.token ?? '');
  const [devices, setDevices] = useState<readonly Device[] | undefined>(undefined);
  const [problem, setProblem] = useState(reason);
  const check = async (candidate: string) => {
    try {
      setDevices(await extensions(base, candidate));
      setProblem(undefined);
    } catch (error) {
      setDevices(undefined);
      setProblem(wordsFor(error));
    }
  };
  useEffect(() => {
    if (given.token !== undefined) void check(given.token);
  }, []);
  return (
    <main class="sign-in">
      <h1>Crosspoint</h1>
      <p class="quiet">Open the link that the server printed, or sign in here.</p>
      <p role="alert" class="sign-in-problem">
        {problem}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void check(token.trim());
        }}
      >
        <label for="token">Token</label>
        <div class="row">
          <input
            id="token"
            type="password"
            autocomplete="off"
            required
            value={token}
            onInput={({ currentTarget }) => {
              setToken(currentTarget.value);
              setDevices(undefined);
            }}
          />
          <button type="submit">Continue</button>
        </div>
      </form>
      {devices !== undefined && (
        <DeviceChoice
          devices={devices}
          onChoose={(device) => onSignIn({ token: token.trim(), device })}
        />
      )}
    </main>
  );
}

interface DeviceChoiceProps {
  readonly devices: readonly Device[];
  readonly onChoose: (device: string) => void;
}

function DeviceChoice({ devices, onChoose }: DeviceChoiceProps) {
  const [device, setDevice] = useState(devices[0]?.id ?? '');
  if (devices.length === 0) return <p>No extensions are known. Is the link to the switch up?</p>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(device);
      }}
    >
      <label for="device">Your phone</label>
      <div class="row">
        <select
          id="device"
          value={device}
          onChange={({ currentTarget }) => setDevice(currentTarget.value)}
        >
          {devices.map(({ id, number, name, switch: owner }) => (
            <option key={id} value={id}>
              {number} {name ?? ''} ({owner})
            </option>
          ))}
        </select>
        <button type="submit" class="primary">
          Sign in
        </button>
      </div>
    </form>
  );
}

async function extensions(base: string, token: string): Promise<readonly Device[]> {
  const rest = new Rest({
    token,
    base,
    fetch: (...request) => fetch(...request),
    after: () => () => {},
    random: Math.random,
    now: Date.now,
  });
  const { items } = await rest.get<DeviceList>('/devices?kind=extension');
  return items;
}

function wordsFor(error: unknown): string {
  if (error instanceof ProblemError) return `${error.problem.title}: ${error.problem.detail}`;
  return toProblemError(error).problem.title;
}

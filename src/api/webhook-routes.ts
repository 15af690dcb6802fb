import type {
  WebhookInput,
  WebhookReplay,
  WebhookRotation,
} from '../../schemas/generated/types.ts';
import * as validators from '../../schemas/generated/validators.ts';
import type { Role } from './authentication.ts';
import { PAGING, pageLimit, paged } from './paging.ts';
import type { ApiRequest, Route } from './route.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

const OWNERS: readonly Role[] = ['admin', 'integrator'];
const TAG = 'webhooks';
const ONE = '/v1/webhooks/{webhook}';
const OUTCOMES = ['delivered', 'dead'] as const;

/** Subscriptions by HTTP, and what became of their deliveries. */
export function webhookRoutes(webhooks: Webhooks): Route[] {
  return [...readingRoutes(webhooks), ...writingRoutes(webhooks), ...commandingRoutes(webhooks)];
}

const idOf = ({ params }: ApiRequest) => params['webhook'] ?? '';

function readingRoutes(webhooks: Webhooks): Route[] {
  const common = { method: 'get', tag: TAG, roles: OWNERS, status: 200 } as const;
  return [
    {
      ...common,
      path: '/v1/webhooks',
      operationId: 'listWebhooks',
      summary: 'Who is told of events',
      query: PAGING,
      answer: 'WebhookList',
      handle: ({ query }) => ({ status: 200, body: paged(webhooks.list(), query) }),
    },
    {
      ...common,
      path: ONE,
      operationId: 'getWebhook',
      summary: 'One webhook, and where its delivery stands',
      answer: 'Webhook',
      handle: (request) => ({ status: 200, body: webhooks.get(idOf(request)) }),
    },
    {
      ...common,
      path: `${ONE}/deliveries`,
      operationId: 'listWebhookDeliveries',
      summary: 'How deliveries ended, the youngest first',
      query: [
        { name: 'outcome', description: 'delivered or dead', type: 'string' },
        PAGING[0] ?? { name: 'limit', description: '', type: 'integer' },
        { name: 'cursor', description: 'From the page before', type: 'integer' },
      ],
      answer: 'WebhookDeliveryList',
      handle: (request) => {
        const { query } = request;
        const outcome = query.oneOf('outcome', OUTCOMES);
        const max = Number.MAX_SAFE_INTEGER;
        const before = query.integer('cursor', { min: 0, max }) ?? max;
        const page = { before, limit: pageLimit(query), ...(outcome !== undefined && { outcome }) };
        return { status: 200, body: webhooks.deliveries(idOf(request), page) };
      },
    },
  ];
}

function writingRoutes(webhooks: Webhooks): Route[] {
  const common = { tag: TAG, roles: OWNERS } as const;
  const body = { schema: 'WebhookInput', validate: validators.validateWebhookInput };
  const input = (request: ApiRequest) => request.body as WebhookInput;
  return [
    {
      ...common,
      method: 'post',
      path: '/v1/webhooks',
      operationId: 'createWebhook',
      summary: 'Be told of what happens from now on; the answer alone has the secret',
      body,
      status: 201,
      answer: 'WebhookWithSecret',
      handle: (request) => ({ status: 201, body: webhooks.create(input(request)) }),
    },
    {
      ...common,
      method: 'put',
      path: ONE,
      operationId: 'putWebhook',
      summary: 'Replace its settings; one that was paused goes on',
      body,
      status: 200,
      answer: 'Webhook',
      handle: (request) => ({ status: 200, body: webhooks.put(idOf(request), input(request)) }),
    },
    {
      ...common,
      method: 'delete',
      path: ONE,
      operationId: 'deleteWebhook',
      summary: 'Forget it, its secrets and its deliveries',
      status: 204,
      handle: (request) => {
        webhooks.delete(idOf(request));
        return { status: 204 };
      },
    },
  ];
}

function commandingRoutes(webhooks: Webhooks): Route[] {
  const common = { method: 'post', tag: TAG, roles: OWNERS, status: 200 } as const;
  return [
    {
      ...common,
      path: `${ONE}/rotate-secret`,
      operationId: 'rotateWebhookSecret',
      summary: 'A new secret; the former signs beside it for a while',
      body: { schema: 'WebhookRotation', validate: validators.validateWebhookRotation },
      isBodyOptional: true,
      answer: 'WebhookWithSecret',
      handle: (request) => {
        const { overlapHours } = request.body as WebhookRotation;
        return { status: 200, body: webhooks.rotateSecret(idOf(request), overlapHours) };
      },
    },
    {
      ...common,
      path: `${ONE}/replay`,
      operationId: 'replayWebhook',
      summary: 'Send every wanted event after a sequence again; one that was paused goes on',
      body: { schema: 'WebhookReplay', validate: validators.validateWebhookReplay },
      answer: 'Webhook',
      handle: (request) => {
        const { after } = request.body as WebhookReplay;
        return { status: 200, body: webhooks.replay(idOf(request), after) };
      },
    },
    {
      ...common,
      path: `${ONE}/test`,
      operationId: 'testWebhook',
      summary: 'Send a signed `webhook.test` at once and tell how it went',
      answer: 'WebhookTrial',
      handle: async (request) => ({ status: 200, body: await webhooks.test(idOf(request)) }),
    },
  ];
}

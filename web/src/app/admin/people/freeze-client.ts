import type { Client } from "openapi-fetch";
import type { components, paths } from "../../api/schema";

type Job = components["schemas"]["JobResponse"];

interface Act<Body, Status extends number, Content> {
  post: {
    parameters: { path: { id: string }; header?: { "Idempotency-Key": string } };
    requestBody: { content: { "application/json": Body } };
    responses: Record<Status, { content: { "application/json": Content } }>;
  };
}

/** A subtree that is frozen. */
export interface Frozen {
  readonly id: string;
  readonly username: string | null;
  readonly frozen_at: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly job_id: string;
  readonly job_state: string | null;
  readonly frozen: number;
  readonly unfreeze_job_id: string | null;
}

interface FreezePaths {
  "/api/admin/people/{id}/freeze": Act<{ reason: string }, 204, never>;
  "/api/admin/people/{id}/unfreeze": Act<{ reason: string }, 204, never>;
  "/api/admin/people/{id}/subtree/freeze": Act<{ reason: string; accounts: string; password?: string }, 202, Job>;
  "/api/admin/people/{id}/subtree/unfreeze": Act<{ reason: string; accounts: string }, 202, Job>;
  "/api/admin/quarantine": {
    get: {
      parameters: { query?: { cursor?: string } };
      responses: { 200: { content: { "application/json": { items: Frozen[]; next_cursor: string | null } } } };
    };
  };
}

/** The routes that freeze, which docs/openapi.json does not have yet. */
export function freezing(api: Client<paths>): Client<FreezePaths> {
  return api as unknown as Client<FreezePaths>;
}

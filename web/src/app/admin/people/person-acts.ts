import type { Client } from "openapi-fetch";
import { type Answer, answerOf } from "../../api/answer";
import type { components, paths } from "../../api/schema";
import type { Confirmation } from "../act/act-dialog";
import { given } from "../list/given";
import { repeatable } from "../act/repeatable";
import { numberOf } from "../act/number";

/** What an act asks for besides the confirmation, by the name of the field in the API. */
export type ActField = "level" | "codes" | "uses" | "inviter_id";

type Values = Readonly<Record<ActField, string>>;
type State = components["schemas"]["PersonAccountResponse"]["state"];

type Headers = ReturnType<typeof repeatable>;

interface Subject {
  readonly id: string;
  readonly is_frozen: boolean;
  readonly frozen_with: readonly string[];
  readonly state: State;
  readonly role: string;
  readonly isMe: boolean;
}

/** An act on a person. Its words are in `admin.acts.<key>`. */
export interface PersonAct {
  readonly key: string;

  /** Under which heading the page has it. */
  readonly group: "access" | "rights" | "place" | "subtree" | "forGood";
  readonly reason: "required" | "optional";
  readonly isDrastic?: boolean;
  readonly fields?: readonly ActField[];

  /** Whether the act can change something. The service decides; this only leaves out what makes no sense. */
  fits(subject: Subject): boolean;

  /** Does it. Acts that start a job answer with it, and take the headers of `repeatable`. */
  send(
    api: Client<paths>,
    id: string,
    confirmation: Confirmation,
    values: Values,
    headers: Headers,
  ): Promise<Answer<unknown>>;
}

const isLive = ({ state }: Subject) => state !== "ended";
const isOpen = ({ state }: Subject) => state === "active" || state === "inactive";

const isFrozenRoot = ({ id, frozen_with }: Subject) => frozen_with.includes(id);

// An account that has ended no longer says what it is frozen with.
const maybeFrozenRoot = (subject: Subject) => subject.state === "ended" || isFrozenRoot(subject);
const at = (id: string) => ({ path: { id } });

/** All acts on a person, in the order of the page. */
export const personActs: readonly [PersonAct, ...PersonAct[]] = [
  {
    key: "activate",
    group: "access",
    reason: "optional",
    fits: ({ state }) => state === "inactive" || state === "lapsed",
    send: post("/api/admin/people/{id}/activate"),
  },
  {
    key: "resend",
    group: "access",
    reason: "optional",
    fits: ({ state }) => state === "inactive",
    send: post("/api/admin/people/{id}/resend-activation"),
  },
  {
    key: "endSessions",
    group: "access",
    reason: "optional",
    fits: (subject) => isOpen(subject) || subject.state === "disabled",
    send: post("/api/admin/people/{id}/end-sessions"),
  },
  {
    key: "disable",
    group: "access",
    reason: "required",
    fits: (subject) => isOpen(subject) && !subject.isMe,
    send: post("/api/admin/people/{id}/disable"),
  },
  {
    key: "enable",
    group: "access",
    reason: "optional",
    fits: ({ state }) => state === "disabled",
    send: post("/api/admin/people/{id}/enable"),
  },
  {
    key: "level",
    group: "rights",
    reason: "required",
    fields: ["level"],
    fits: isLive,
    send: (api, id, { reason = "" }, { level }) =>
      answerOf(api.POST("/api/admin/people/{id}/level", { params: at(id), body: { level: numberOf(level), reason } })),
  },
  {
    key: "makeAdmin",
    group: "rights",
    reason: "required",
    isDrastic: true,
    fits: ({ state, role }) => state === "active" && role !== "admin",
    send: (api, id, confirmation) => setRole(api, id, "admin", confirmation),
  },
  {
    key: "makeUser",
    group: "rights",
    reason: "required",
    isDrastic: true,
    fits: ({ role, isMe }) => role === "admin" && !isMe,
    send: (api, id, confirmation) => setRole(api, id, "user", confirmation),
  },
  {
    key: "quota",
    group: "place",
    reason: "optional",
    fields: ["codes", "uses"],
    fits: isLive,
    send: (api, id, { reason }, { codes, uses }) =>
      answerOf(
        api.PUT("/api/admin/people/{id}/quota", {
          params: at(id),
          body: given({ codes: numberOf(codes), uses: numberOf(uses), reason }),
        }),
      ),
  },
  {
    key: "freeze",
    group: "place",
    reason: "required",
    fits: (subject) => isLive(subject) && !subject.is_frozen,
    send: (api, id, { reason = "" }) =>
      answerOf(api.POST("/api/admin/people/{id}/freeze", { params: at(id), body: { reason } })),
  },
  {
    key: "unfreeze",
    group: "place",
    reason: "required",

    // Where a freeze of all began, it is undone as a whole: without the root, the page could no longer offer that.
    fits: (subject) => isLive(subject) && subject.is_frozen && !isFrozenRoot(subject),
    send: (api, id, { reason = "" }) =>
      answerOf(api.POST("/api/admin/people/{id}/unfreeze", { params: at(id), body: { reason } })),
  },
  {
    key: "move",
    group: "place",
    reason: "required",
    fields: ["inviter_id"],
    fits: () => true,
    send: (api, id, { reason = "" }, { inviter_id }) =>
      answerOf(api.POST("/api/admin/people/{id}/move", { params: at(id), body: { inviter_id, reason } })),
  },
  {
    key: "enableSubtree",
    group: "subtree",
    reason: "required",
    fits: maybeFrozenRoot,
    send: (api, id, { reason = "" }, _, headers) => unfreezeSubtree(api, id, { reason, accounts: "enable" }, headers),
  },
  {
    key: "unfreezeSubtree",
    group: "subtree",
    reason: "required",
    fits: maybeFrozenRoot,
    send: (api, id, { reason = "" }, _, headers) => unfreezeSubtree(api, id, { reason, accounts: "stay" }, headers),
  },
  {
    key: "freezeSubtree",
    group: "subtree",
    reason: "required",
    fits: (subject) => subject.state === "ended" || !isFrozenRoot(subject),
    send: (api, id, { reason = "" }, _, headers) => freezeSubtree(api, id, { reason, accounts: "stay" }, headers),
  },
  {
    key: "disableSubtree",
    group: "subtree",
    reason: "required",
    isDrastic: true,
    fits: () => true,
    send: (api, id, { password, reason = "" }, _, headers) =>
      freezeSubtree(api, id, { reason, accounts: "disable", password }, headers),
  },
  {
    key: "delete",
    group: "forGood",
    reason: "required",
    isDrastic: true,
    fits: (subject) => isLive(subject) && !subject.isMe,
    send: (api, id, { password, reason = "" }) =>
      answerOf(api.DELETE("/api/admin/people/{id}", { params: at(id), body: { password, reason } })),
  },
];

type Plain = `/api/admin/people/{id}/${"activate" | "disable" | "enable" | "end-sessions" | "resend-activation"}`;

/** An act that needs nothing but the reason. */
function post(path: Plain): PersonAct["send"] {
  return (api, id, { reason }) => answerOf(api.POST(path, { params: at(id), body: given({ reason }) }));
}

type Schemas = components["schemas"];

function freezeSubtree(api: Client<paths>, id: string, body: Schemas["SubtreeFreezeRequest"], headers: Headers) {
  const params = { ...at(id), header: headers(body) };
  return answerOf(api.POST("/api/admin/people/{id}/subtree/freeze", { params, body }));
}

function unfreezeSubtree(api: Client<paths>, id: string, body: Schemas["SubtreeUnfreezeRequest"], headers: Headers) {
  const params = { ...at(id), header: headers(body) };
  return answerOf(api.POST("/api/admin/people/{id}/subtree/unfreeze", { params, body }));
}

function setRole(api: Client<paths>, id: string, role: string, { password, reason = "" }: Confirmation) {
  return answerOf(api.POST("/api/admin/people/{id}/role", { params: at(id), body: { role, password, reason } }));
}

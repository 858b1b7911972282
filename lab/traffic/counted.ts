import type { Answer, ApiRequest } from "./exchange";
import { fieldOf } from "./journeys/ask";

const SEARCHES: Readonly<Record<string, string>> = {
  "/api/v1/vehicles/search": "search",
  "/api/v1/vehicles/recommendations": "recommendation",
  "/api/v1/vehicles/compare": "comparison",
};

/**
 * The series of the service's counters that must have grown by one, given an answer. They are written as in /metrics,
 * with one label or none.
 */
export function seriesOf(
  { method, route }: ApiRequest,
  { status, body }: Answer,
): readonly string[] {
  const of = (name: string) => String(fieldOf(body, name));
  switch (`${method} ${route} ${status}`) {
    case "POST /api/v1/auth/signup 201":
      return ["autodealgenie_user_signups_total"];
    case "POST /api/v1/auth/login 200":
      return ["autodealgenie_auth_success_total"];
    case "POST /api/v1/auth/login 401":
      return ['autodealgenie_auth_failures_total{reason="bad_credentials"}'];
    case "POST /api/v1/deals 201":
      return [`autodealgenie_deals_created_total{status="${of("status")}"}`];
    case "POST /api/v1/loans/applications 201":
    case "POST /api/v1/loans/applications/:id/status 200":
      return [`autodealgenie_loan_applications_total{status="${of("status")}"}`];
    case "POST /api/v1/vehicles/search 200":
    case "POST /api/v1/vehicles/recommendations 200":
    case "POST /api/v1/vehicles/compare 200":
      return [`autodealgenie_vehicle_searches_total{search_type="${SEARCHES[route] ?? ""}"}`];
    case "POST /api/v1/negotiations 201":
      return ["autodealgenie_negotiation_sessions_total", ...said(rolesOf(body))];
    case "POST /api/v1/negotiations/:id/next 200":
    case "POST /api/v1/negotiations/:id/messages 200":
      return said(rolesOf(body));
    // The offer after the last round: the answer reports only the end, but both sides have sent a message.
    case "POST /api/v1/negotiations/:id/next 409":
      return said(["user", "agent"]);
    default:
      return [];
  }
}

const said = (roles: readonly string[]) =>
  roles.map((role) => `autodealgenie_negotiation_messages_total{role="${role}"}`);

/** The senders of the messages that a step added. */
function rolesOf(body: unknown): readonly string[] {
  const messages = fieldOf(body, "messages");
  return Array.isArray(messages) ? messages.map((each) => String(fieldOf(each, "role"))) : [];
}

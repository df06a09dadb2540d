package io.clientgrant.simulator.control;

import static io.clientgrant.simulator.wire.Route.free;

import io.clientgrant.simulator.wire.Route;
import java.util.List;

/** The routes of the control interface. */
public final class ControlRoutes {
  private ControlRoutes() {}

  public static List<Route> of(ControlState state, ControlFaults faults, ControlSettings switches) {
    return List.of(
        free("GET /_simulator", switches::overview),
        free("GET /_simulator/", switches::overview),
        free("GET /_simulator/requests", switches::requests),
        free("DELETE /_simulator/requests", switches::resetRequests),
        free("GET /_simulator/options", switches::options),
        free("PATCH /_simulator/options", switches::changeOptions),
        free("GET /_simulator/rate-limits", switches::rateLimits),
        free("PATCH /_simulator/rate-limits", switches::changeRateLimits),
        free("PUT /_simulator/rate-limits", switches::setPlan),
        free("DELETE /_simulator/tokens", switches::revokeTokens),
        free("GET /_simulator/faults", faults::list),
        free("POST /_simulator/faults", faults::add),
        free("DELETE /_simulator/faults", faults::clear),
        free("DELETE /_simulator/faults/{id}", faults::remove),
        free("GET /_simulator/seed", state::seed),
        free("PUT /_simulator/seed", state::replaceSeed),
        free("POST /_simulator/client-grants", state::addGrants),
        free("GET /_simulator/client-grants/{id}", state::getGrant),
        free("PUT /_simulator/client-grants/{id}", state::putGrant),
        free("DELETE /_simulator/client-grants/{id}", state::removeGrant),
        free("PUT /_simulator/clients/{id}", state::putClient),
        free("PUT /_simulator/clients/{id}/secret", state::changeSecret),
        free("DELETE /_simulator/clients/{id}", state::removeClient),
        free("PUT /_simulator/resource-servers/{id}", state::putResourceServer),
        free("DELETE /_simulator/resource-servers/{id}", state::removeResourceServer),
        free("PUT /_simulator/organizations/{id}", state::putOrganization),
        free("DELETE /_simulator/organizations/{id}", state::removeOrganization),
        free("PUT /_simulator/organizations/{id}/client-grants/{grant_id}", state::associate),
        free("DELETE /_simulator/organizations/{id}/client-grants/{grant_id}", state::dissociate));
  }
}

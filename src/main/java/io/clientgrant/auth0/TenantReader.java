package io.clientgrant.auth0;

import io.clientgrant.auth0.api.ApiProfile;
import io.clientgrant.auth0.api.ClientProfile;
import io.clientgrant.auth0.api.GrantQuery;
import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.auth0.api.LogsApi;
import io.clientgrant.auth0.api.ManagementApi;
import io.clientgrant.auth0.api.Organization;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a tenant for somebody who waits for it: page by page, as fast as the rate limit allows.
 * Nothing of it goes into the caches. Each method, and each {@code next()}, throws a {@link
 * io.clientgrant.auth0.failure.TenantException} if a call does not succeed.
 */
public final class TenantReader {
  private final ManagementApi api;
  private final PacedCalls general;
  private final PacedCalls ofClients;

  TenantReader(ManagementApi api, EndpointLimiters limiters, InstantSource clock, Waiting waiting) {
    this.api = api;
    this.general = new PacedCalls(limiters.general(), clock, waiting);
    this.ofClients = new PacedCalls(limiters.clients(), clock, waiting);
  }

  /** The grants that a query asks for, a hundred with a call. */
  public Iterator<List<Grant>> grants(GrantQuery query) {
    return general.pages(api.grants().pages(query));
  }

  /** The grant of an id; one call. */
  public Optional<Grant> grant(GrantId id) {
    return general.make(() -> api.grants().get(id));
  }

  /** The grant of a key; one call, or more for a default grant. */
  public Optional<Grant> grant(GrantKey key) {
    return general.make(() -> api.grants().find(key));
  }

  /**
   * The scopes that an API defines; empty if the credential may not read that, or if the API is
   * Auth0's own. One call.
   */
  public Optional<Set<String>> definedScopes(String audience) {
    return general.make(() -> api.apis().definedScopes(audience));
  }

  /** Every client, a hundred with a call. */
  public Iterator<List<ClientProfile>> clients() {
    return ofClients.pages(api.clients().profiles());
  }

  /** The client of an id; one call. */
  public Optional<ClientProfile> client(String clientId) {
    return general.make(() -> api.clients().profile(clientId));
  }

  /** Every API, fifty with a call. */
  public Iterator<List<ApiProfile>> apis() {
    return general.pages(api.apis().profiles());
  }

  /** The organizations that a grant is associated with, a hundred with a call. */
  public Iterator<List<Organization>> organizations(GrantId grant) {
    return general.pages(api.organizations().associated(grant));
  }

  /**
   * What a search of the tenant's log finds, the newest first, page by page: a call for each
   * hundred entries, and never more than a thousand entries.
   */
  public Iterator<List<LogEvent>> log(String query) {
    return general.pages(new LogPages(api.logs(), query));
  }

  /** The oldest entry that the log keeps; one call. */
  public Optional<LogEvent> oldestLogEntry() {
    return general.make(() -> api.logs().search("", false, 0, 1)).stream().findFirst();
  }

  /** One call for each page, made when it is asked for. */
  private static final class LogPages implements Iterator<List<LogEvent>> {
    private final LogsApi logs;
    private final String query;
    private int page;
    private boolean isOver;

    LogPages(LogsApi logs, String query) {
      this.logs = logs;
      this.query = query;
    }

    @Override
    public boolean hasNext() {
      return !isOver;
    }

    @Override
    public List<LogEvent> next() {
      if (isOver) {
        throw new NoSuchElementException();
      }
      var found = logs.search(query, true, page, LogsApi.PAGE_SIZE);
      page++;
      isOver = found.size() < LogsApi.PAGE_SIZE || page * LogsApi.PAGE_SIZE >= LogsApi.MOST_FOUND;
      return found;
    }
  }
}

package io.clientgrant.auth0.api;

import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Settings;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The client grants of one tenant, as the Management API gives them. All methods throw {@link
 * TenantException} when a call does not succeed. Each method is one call, except where it says
 * otherwise. Each change names for whom it is made, in at most 64 characters: the tenant's own log
 * shows that as the correlation id.
 */
public interface GrantsApi {
  /** How many grants a page of a list has, at most; the largest page that the API gives. */
  int PAGE_SIZE = 100;

  /** Whether the credential may certainly read grants: its token or an answer says so; no call. */
  boolean mayRead();

  /** Every grant of the tenant, a page for each {@code next()}. */
  default Iterator<List<Grant>> pages() {
    return pages(GrantQuery.ALL);
  }

  /** The grants of the tenant that a query asks for, a page for each {@code next()}. */
  Iterator<List<Grant>> pages(GrantQuery query);

  /**
   * The grant of that key; empty if there is none. A grant for a client is one call. The SDK cannot
   * ask for a default grant alone, so it reads the list of the API: a call for each page.
   */
  Optional<Grant> find(GrantKey key);

  /** The grant of that id; empty if there is none. */
  Optional<Grant> get(GrantId id);

  /** Makes a grant; only the fields that are set are sent. */
  Grant create(DesiredGrant desired, String correlationId);

  /** Changes some fields of a grant; the others stay. */
  Grant update(GrantId id, Settings patch, String correlationId);

  /** Deletes a grant. */
  void delete(GrantId id, String correlationId);
}

package io.clientgrant.cli.source;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.TenantReader;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.controller.tenant.OwnerSettings;
import org.jspecify.annotations.Nullable;

/**
 * A tenant that commands read from.
 *
 * @param connection how it is reached
 * @param tenant the tenant, for which there is a token
 * @param reader reads it
 * @param cluster where ClientGrants are; null without one
 * @param resource the Auth0Tenant by which it was found; null if it was found by its domain
 * @param progress tells of what takes long
 */
public record Source(
    Connection connection,
    Tenant tenant,
    TenantReader reader,
    @Nullable Cluster cluster,
    @Nullable Auth0Tenant resource,
    Progress progress)
    implements AutoCloseable {
  /** Connects; one call, for a token. The rate limit of an Auth0Tenant holds for commands too. */
  static Source open(
      Surroundings surroundings,
      Connection connection,
      @Nullable Cluster cluster,
      @Nullable Auth0Tenant resource,
      Progress progress) {
    var tenant = surroundings.tenants().connect(connection);
    if (resource != null) {
      OwnerSettings.of(resource).limit(tenant);
    }
    var _ = tenant.authenticate();
    return new Source(connection, tenant, tenant.reader(progress), cluster, resource, progress);
  }

  /** The tenant's domain. */
  public String domain() {
    return connection.domain();
  }

  @Override
  public void close() {
    tenant.close();
    if (cluster != null) {
      cluster.close();
    }
  }
}

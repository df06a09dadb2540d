package io.clientgrant.auth0.api;

import static java.util.Objects.requireNonNullElse;

import com.auth0.client.mgmt.ClientGrantsClient;
import com.auth0.client.mgmt.OrganizationsClient;
import com.auth0.client.mgmt.clientgrants.types.ListClientGrantOrganizationsRequestParameters;
import com.auth0.client.mgmt.core.SyncPage;
import com.auth0.client.mgmt.organizations.types.AssociateOrganizationClientGrantRequestContent;
import com.auth0.client.mgmt.types.ListClientGrantOrganizationsPaginatedResponseContent;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.GrantId;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The organizations' part of the Management API, through Auth0's SDK. */
final class OrganizationsApiClient implements OrganizationsApi {
  /**
   * A tool of Auth0's largest plan could have as many associations. An endpoint may invent more.
   */
  private static final int MAX_PAGES = 1_000;

  /** Either is enough to read a name. Source: OpenAPI, get an organization. */
  private static final String READ_NAMES = "read:organizations";

  private static final String READ_NAMES_ONLY = "read:organizations_summary";

  private final ClientGrantsClient grants;
  private final OrganizationsClient organizations;
  private final ManagementCalls calls;
  private final RateLimiter creations;

  /**
   * @param calls makes the calls
   * @param creations what is told of the limit that associating has for itself
   */
  OrganizationsApiClient(
      ClientGrantsClient grants,
      OrganizationsClient organizations,
      ManagementCalls calls,
      RateLimiter creations) {
    this.grants = grants;
    this.organizations = organizations;
    this.calls = calls;
    this.creations = creations;
  }

  @Override
  public Iterator<List<Organization>> associated(GrantId grant) {
    return new Pages(grant);
  }

  /** The answer has {@code grant_id} where the SDK expects {@code id}; nothing of it is needed. */
  @Override
  public void associate(GrantId grant, String organizationId, String correlationId) {
    calls
        .limitedBy(creations)
        .make(
            () ->
                organizations
                    .clientGrants()
                    .create(
                        checked(organizationId),
                        AssociateOrganizationClientGrantRequestContent.builder()
                            .grantId(grant.value())
                            .build(),
                        ManagementCalls.onBehalfOf(correlationId)),
            "create:organization_client_grants");
  }

  @Override
  public void dissociate(GrantId grant, String organizationId, String correlationId) {
    calls.make(
        () -> {
          organizations
              .clientGrants()
              .delete(
                  checked(organizationId),
                  grant.value(),
                  ManagementCalls.onBehalfOf(correlationId));
          return grant;
        },
        "delete:organization_client_grants");
  }

  @Override
  public boolean mayReadNames() {
    return !calls.lack(READ_NAMES, READ_NAMES_ONLY);
  }

  @Override
  public Organization named(String name) {
    return calls.make(
        () -> {
          var found = organizations.getByName(name);
          return understood(found.getId().orElse(""), found.getName().orElse(""));
        },
        READ_NAMES,
        READ_NAMES_ONLY);
  }

  @Override
  public Organization withId(String id) {
    return calls.make(
        () -> {
          var found = organizations.get(checked(id));
          return understood(found.getId().orElse(""), found.getName().orElse(""));
        },
        READ_NAMES,
        READ_NAMES_ONLY);
  }

  private static String checked(String organizationId) {
    if (!Organization.isId(organizationId)) {
      throw new TenantException(new NotFound("No organization can have this id."));
    }
    return organizationId;
  }

  /** An organization without a name has an empty one here. */
  private static Organization understood(String id, String name) {
    return Organization.read(id, name)
        .orElseThrow(() ->
            new TenantException(new Unavailable("Auth0 answered with no usable organization.")));
  }

  /** One call for each page, made when it is asked for. */
  private final class Pages implements Iterator<List<Organization>> {
    private final GrantId grant;
    private @Nullable String next = "";
    private int read;

    Pages(GrantId grant) {
      this.grant = grant;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public List<Organization> next() {
      var from = next;
      if (from == null) {
        throw new NoSuchElementException();
      }
      if (read++ == MAX_PAGES) {
        throw new TenantException(
            new Unavailable("Auth0's list of a grant's organizations does not end."));
      }
      var filter =
          ListClientGrantOrganizationsRequestParameters.builder().take(GrantsApi.PAGE_SIZE);
      if (!from.isEmpty()) {
        filter.from(from);
      }
      return calls.make(
          () -> {
            var page = grants.organizations().list(grant.value(), filter.build());
            next = page.hasNext() ? cursor(page) : null;
            return page.getItems().stream()
                .flatMap(found ->
                    found
                        .getId()
                        .flatMap(id -> Organization.read(id, found.getName().orElse("")))
                        .stream())
                .toList();
          },
          "read:organization_client_grants");
    }

    private @Nullable String cursor(SyncPage<?> page) {
      var cursor =
          page.<ListClientGrantOrganizationsPaginatedResponseContent>getResponse()
              .flatMap(ListClientGrantOrganizationsPaginatedResponseContent::getNext)
              .orElse(null);
      return ManagementCalls.checkedCursor(requireNonNullElse(cursor, "")).orElse(null);
    }
  }
}

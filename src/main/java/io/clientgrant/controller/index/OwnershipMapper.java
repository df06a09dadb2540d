package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.PendingCreateStatus;
import io.clientgrant.api.RecordedGrant;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes what a status says about the grant that a resource owns. */
public final class OwnershipMapper {
  static final String CREATED = "Created";
  static final String ADOPTED = "Adopted";

  private OwnershipMapper() {}

  /** What a status records. A record that the operator cannot have written counts as none. */
  static Ownership read(GrantResource resource) {
    var status = resource.getStatus();
    if (status == null) {
      return new None();
    }
    return owned(status.grant())
        .flatMap(owned -> of(resource, owned))
        .<Ownership>map(owned -> owned)
        .or(() -> pending(status.pending()))
        .orElseGet(None::new);
  }

  /** All that a status records that the resource holds. */
  static Holdings holdings(GrantResource resource) {
    return new Holdings(read(resource), former(resource));
  }

  private static List<Owned> former(GrantResource resource) {
    var status = resource.getStatus();
    return status == null || status.formerGrants() == null
        ? List.of()
        : status.formerGrants().stream().flatMap(grant -> owned(grant).stream()).toList();
  }

  /** Such grants as they are recorded; null if there are none. */
  public static @Nullable List<RecordedGrant> former(List<Owned> former) {
    return former.isEmpty() ? null : former.stream().map(OwnershipMapper::write).toList();
  }

  /** The grant to record; null if none is owned. */
  public static @Nullable RecordedGrant grant(Ownership ownership) {
    return ownership instanceof Owned owned ? write(owned) : null;
  }

  /** The pending creation to record; null if there is none. */
  public static @Nullable PendingCreateStatus pending(Ownership ownership) {
    return ownership instanceof PendingCreate(var digest, var since)
        ? new PendingCreateStatus(digest.hex(), since.toString())
        : null;
  }

  /** The end date that a status shows; empty if it shows none, or one that nobody can read. */
  public static Optional<Instant> endDate(GrantResource.@Nullable Status<?> status) {
    try {
      return Optional.ofNullable(status).map(GrantResource.Status::expiresAt).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What an OrganizationClientGrant owns is the grant's use for its organization. */
  private static Optional<Owned> of(GrantResource resource, Owned grant) {
    return switch (resource) {
      case ClientGrant _ -> Optional.of(grant);
      case OrganizationClientGrant use ->
          SpecMapper.organizationId(use)
              .map(organization ->
                  new Owned(
                      grant.id(),
                      grant.key().forOrganization(organization),
                      grant.origin(),
                      grant.managedFields()));
    };
  }

  private static Optional<Owned> owned(@Nullable RecordedGrant grant) {
    return Optional.ofNullable(grant)
        .flatMap(recorded ->
            GrantId.parse(recorded.id())
                .map(id ->
                    new Owned(
                        id,
                        key(recorded),
                        origin(recorded.origin()),
                        fields(Objects.requireNonNullElse(recorded.managedFields(), List.of())))));
  }

  /** A recorded creation; empty if the operator cannot have written it. */
  static Optional<Ownership> pending(@Nullable PendingCreateStatus pending) {
    try {
      return Optional.ofNullable(pending)
          .map(intent ->
              new PendingCreate(new Digest(intent.digest()), Instant.parse(intent.time())));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static GrantKey key(RecordedGrant grant) {
    var grantee =
        grant.clientId() != null
            ? new Grantee.Client(grant.clientId())
            : new Grantee.DefaultFor(Objects.requireNonNullElse(grant.defaultFor(), ""));
    return new GrantKey(grant.domain(), grantee, grant.audience(), grant.subjectType());
  }

  private static RecordedGrant write(Owned owned) {
    var key = owned.key().ofClientGrant();
    return new RecordedGrant(
        key.domain(),
        owned.id().value(),
        key.grantee() instanceof Grantee.Client(var id) ? id : null,
        key.grantee() instanceof Grantee.DefaultFor(var kind) ? kind : null,
        key.audience(),
        key.subjectType(),
        word(owned.origin()),
        names(owned.managedFields()));
  }

  /** An origin by its word; an unknown one gives no right to delete. */
  static Origin origin(String word) {
    return word.equals(CREATED) ? Origin.CREATED : Origin.ADOPTED;
  }

  /** An origin as it is recorded. */
  static String word(Origin origin) {
    return switch (origin) {
      case CREATED -> CREATED;
      case ADOPTED -> ADOPTED;
    };
  }

  /** Fields as they are recorded. */
  static List<String> names(Set<Field> fields) {
    return fields.stream().map(Field::specName).sorted().toList();
  }

  /** The fields that are recorded; an unknown name counts for nothing. */
  static Set<Field> fields(List<String> names) {
    return names.stream().flatMap(name -> Field.named(name).stream()).collect(Collectors.toSet());
  }
}

package io.clientgrant.controller;

import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.PendingCreate;
import io.clientgrant.api.RecordedGrant;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.GrantRecord.Pending;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes what a status records of a grant. */
final class Records {
  private static final String CREATED = "Created";
  private static final String ADOPTED = "Adopted";

  private Records() {}

  /** What a status records. What cannot be what the operator wrote counts as nothing. */
  static GrantRecord read(@Nullable ClientGrantStatus status) {
    if (status == null) {
      return new None();
    }
    return held(status.grant())
        .<GrantRecord>map(held -> held)
        .or(() -> pending(status.pending()))
        .orElseGet(None::new);
  }

  /** The grant to record; null if none is held. */
  static @Nullable RecordedGrant grant(GrantRecord record) {
    return record instanceof Held held ? write(held) : null;
  }

  /** The intent to record; null if there is none. */
  static @Nullable PendingCreate pending(GrantRecord record) {
    return record instanceof Pending(var digest, var since)
        ? new PendingCreate(digest.hex(), since.toString())
        : null;
  }

  private static Optional<Held> held(@Nullable RecordedGrant grant) {
    return Optional.ofNullable(grant)
        .flatMap(recorded ->
            GrantId.parse(recorded.id())
                .map(id ->
                    new Held(
                        id,
                        key(recorded),
                        recorded.origin().equals(CREATED) ? Origin.CREATED : Origin.ADOPTED,
                        fields(recorded).stream()
                            .flatMap(name -> Field.named(name).stream())
                            .collect(Collectors.toSet()))));
  }

  private static Optional<GrantRecord> pending(@Nullable PendingCreate pending) {
    try {
      return Optional.ofNullable(pending)
          .map(intent -> new Pending(new Digest(intent.digest()), Instant.parse(intent.time())));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static List<String> fields(RecordedGrant grant) {
    return Objects.requireNonNullElse(grant.managedFields(), List.of());
  }

  private static GrantKey key(RecordedGrant grant) {
    var grantee =
        grant.clientId() != null
            ? new Grantee.Client(grant.clientId())
            : new Grantee.DefaultFor(Objects.requireNonNullElse(grant.defaultFor(), ""));
    return new GrantKey(grant.domain(), grantee, grant.audience(), grant.subjectType());
  }

  private static RecordedGrant write(Held held) {
    var key = held.key();
    return new RecordedGrant(
        key.domain(),
        held.id().value(),
        key.grantee() instanceof Grantee.Client(var id) ? id : null,
        key.grantee() instanceof Grantee.DefaultFor(var kind) ? kind : null,
        key.audience(),
        key.subjectType(),
        switch (held.origin()) {
          case CREATED -> CREATED;
          case ADOPTED -> ADOPTED;
        },
        held.managed().stream().map(Field::specName).sorted().toList());
  }
}

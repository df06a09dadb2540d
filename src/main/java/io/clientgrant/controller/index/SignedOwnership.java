package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.PendingCreateStatus;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The record of an ownership as a signed text, for an annotation:
 *
 * <pre>
 * v1;Created;DOMAIN;GRANT ID;FIELD,FIELD;SIGNATURE
 * v1;Adopted;DOMAIN;GRANT ID;FIELD,FIELD;SIGNATURE
 * v1;Pending;DIGEST;TIME;SIGNATURE
 * </pre>
 *
 * <p>The signature of an owned grant also covers the namespace and name of the resource and the key
 * of the grant, so that it is of use only there. It does not cover the uid: a restored resource has
 * another. The signature of a pending creation covers the uid, what the status says, and, by the
 * digest, the tenant's domain and the key.
 *
 * @param key what signs
 */
record SignedOwnership(SigningKey key) {
  private static final String VERSION = "v1";
  private static final Set<String> ORIGINS =
      Set.of(OwnershipMapper.CREATED, OwnershipMapper.ADOPTED);
  private static final String PENDING = "Pending";
  private static final String SEPARATOR = ";";
  private static final String FIELD_SEPARATOR = ",";

  /** The record of a grant; empty if the grant is not the one that the resource asks for. */
  Optional<String> write(ClientGrant resource, Owned owned) {
    var domain = owned.key().domain();
    return owned.key().equals(SpecMapper.key(resource.getSpec(), domain))
        ? Optional.of(
            signed(
                resource,
                List.of(
                    VERSION,
                    OwnershipMapper.word(owned.origin()),
                    domain,
                    owned.id().value(),
                    String.join(FIELD_SEPARATOR, OwnershipMapper.names(owned.managedFields())))))
        : Optional.empty();
  }

  /** The record of a creation under way. */
  String write(ClientGrant resource, PendingCreate pending) {
    return signed(
        resource, List.of(VERSION, PENDING, pending.digest().hex(), pending.since().toString()));
  }

  /** What a record says; empty if this key has not signed it for this resource as it is now. */
  Optional<Ownership> read(ClientGrant resource, String text) {
    var end = text.lastIndexOf(SEPARATOR);
    if (end < 0) {
      return Optional.empty();
    }
    var record = List.of(text.substring(0, end).split(SEPARATOR, -1));
    return isRecord(record)
            && key.hasSigned(covered(resource, record), text.substring(end + SEPARATOR.length()))
        ? parse(resource, record)
        : Optional.empty();
  }

  private String signed(ClientGrant resource, List<String> record) {
    var signature = key.sign(covered(resource, record));
    return String.join(SEPARATOR, record) + SEPARATOR + signature;
  }

  private static boolean isRecord(List<String> record) {
    return record.getFirst().equals(VERSION)
        && switch (record.size()) {
          case 4 -> record.get(1).equals(PENDING);
          case 5 -> ORIGINS.contains(record.get(1));
          default -> false;
        };
  }

  private static boolean isPending(List<String> record) {
    return record.get(1).equals(PENDING);
  }

  private static List<String> covered(ClientGrant resource, List<String> record) {
    var meta = resource.getMetadata();
    var place = Stream.of(meta.getNamespace(), meta.getName());
    var bound = isPending(record) ? moment(resource) : key(resource, record.get(2));
    return Stream.of(record.stream(), place, bound).flatMap(parts -> parts).toList();
  }

  private static Stream<String> key(ClientGrant resource, String domain) {
    GrantKey key = SpecMapper.key(resource.getSpec(), domain);
    return Stream.of(key.grantee().toString(), key.audience(), key.subjectType());
  }

  /**
   * After an attempt to create the grant the status says something else, and never again the same:
   * so nobody can have an old attempt taken for one under way.
   */
  private static Stream<String> moment(ClientGrant resource) {
    var status = Optional.ofNullable(resource.getStatus());
    return Stream.of(
        resource.getMetadata().getUid(),
        status.map(ClientGrantStatus::observedGeneration).orElse(-1L).toString(),
        status
            .flatMap(written -> Conditions.summary(written.conditions()))
            .map(ready -> ready.reason())
            .orElse(""));
  }

  private static Optional<Ownership> parse(ClientGrant resource, List<String> record) {
    return isPending(record)
        ? OwnershipMapper.pending(new PendingCreateStatus(record.get(2), record.get(3)))
        : owned(resource, record);
  }

  private static Optional<Ownership> owned(ClientGrant resource, List<String> record) {
    return GrantId.parse(record.get(3))
        .map(id ->
            new Owned(
                id,
                SpecMapper.key(resource.getSpec(), record.get(2)),
                OwnershipMapper.origin(record.get(1)),
                OwnershipMapper.fields(List.of(record.get(4).split(FIELD_SEPARATOR)))));
  }
}

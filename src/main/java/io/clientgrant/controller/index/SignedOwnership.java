package io.clientgrant.controller.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.PendingCreateStatus;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
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
 * <p>That of an OrganizationClientGrant also has the key of the association, because the spec may
 * only refer to it: {@code ORGANIZATION;CLIENT;DEFAULT FOR;AUDIENCE;SUBJECT TYPE}. So has that of a
 * ClientGrant that refers to its client. Then come the grants of clients that it referred to
 * before, each as {@code ORIGIN;GRANT ID;FIELD,FIELD} with its key.
 *
 * <p>The signature of an owned grant also covers the namespace and name of the resource and what
 * its spec names, so that it is of use only there. It does not cover the uid: a restored resource
 * has another. The signature of a pending creation covers the uid, what the status says, and, by
 * the digest, the tenant's domain and the key.
 *
 * @param key what signs
 */
record SignedOwnership(SigningKey key) {
  private static final String VERSION = "v1";
  private static final Set<String> ORIGINS =
      Set.of(OwnershipMapper.CREATED, OwnershipMapper.ADOPTED);
  private static final String PENDING = "Pending";
  private static final int PENDING_SIZE = 4;
  private static final int OWNED_SIZE = 5;
  private static final int ID = 3;
  private static final int WITH_KEY_SIZE = OWNED_SIZE + KeyText.SIZE;
  private static final int FORMER_SIZE = 3 + KeyText.SIZE;
  private static final String SEPARATOR = ";";

  /** Stands for the client in what is signed if the spec only refers to it. */
  private static final String REFERENCE = "reference";

  private static final String FIELD_SEPARATOR = ",";

  /**
   * The record of a grant; empty if the grant is not the one that the resource asks for.
   *
   * @param former the grants of clients that the resource referred to before
   */
  Optional<String> write(GrantResource resource, Owned owned, List<Owned> former) {
    var record =
        Stream.of(
            VERSION,
            OwnershipMapper.word(owned.origin()),
            owned.key().domain(),
            owned.id().value(),
            String.join(FIELD_SEPARATOR, OwnershipMapper.names(owned.managedFields())));
    return switch (resource) {
      case ClientGrant grant ->
          SpecMapper.key(grant, owned.key().domain())
              .filter(owned.key()::equals)
              .map(key ->
                  SpecMapper.refersToClient(grant)
                      ? Stream.of(record, KeyText.write(key), written(former))
                          .flatMap(parts -> parts)
                      : record)
              .map(parts -> signed(resource, parts.toList()));
      case OrganizationClientGrant use ->
          owned.key().organizationId().equals(SpecMapper.organizationId(use))
              ? Optional.of(
                  signed(resource, Stream.concat(record, KeyText.write(owned.key())).toList()))
              : Optional.empty();
    };
  }

  private static Stream<String> written(List<Owned> former) {
    return former.stream()
        .flatMap(owned ->
            Stream.concat(
                Stream.of(
                    OwnershipMapper.word(owned.origin()),
                    owned.id().value(),
                    String.join(FIELD_SEPARATOR, OwnershipMapper.names(owned.managedFields()))),
                KeyText.write(owned.key())));
  }

  /** The record of a creation under way. */
  String write(GrantResource resource, PendingCreate pending) {
    return signed(
        resource, List.of(VERSION, PENDING, pending.digest().hex(), pending.since().toString()));
  }

  /** What a record says; empty if this key has not signed it for this resource as it is now. */
  Optional<Holdings> read(GrantResource resource, String text) {
    var end = text.lastIndexOf(SEPARATOR);
    if (end < 0) {
      return Optional.empty();
    }
    var record = List.of(text.substring(0, end).split(SEPARATOR, -1));
    return isRecord(resource, record)
            && key.hasSigned(covered(resource, record), text.substring(end + SEPARATOR.length()))
        ? parse(resource, record)
        : Optional.empty();
  }

  /** Whether a record is about a grant, whoever has signed it. */
  static boolean isAbout(String text, GrantId id) {
    var record = text.split(SEPARATOR, OWNED_SIZE);
    return record.length == OWNED_SIZE && record[ID].equals(id.value());
  }

  private String signed(GrantResource resource, List<String> record) {
    var signature = key.sign(covered(resource, record));
    return String.join(SEPARATOR, record) + SEPARATOR + signature;
  }

  private static boolean isRecord(GrantResource resource, List<String> record) {
    return record.getFirst().equals(VERSION)
        && (record.size() == PENDING_SIZE
            ? record.get(1).equals(PENDING)
            : isOwnedSize(resource, record.size()) && ORIGINS.contains(record.get(1)));
  }

  private static boolean isOwnedSize(GrantResource resource, int size) {
    return switch (resource) {
      case ClientGrant grant when !SpecMapper.refersToClient(grant) -> size == OWNED_SIZE;
      case ClientGrant _ -> size >= WITH_KEY_SIZE && (size - WITH_KEY_SIZE) % FORMER_SIZE == 0;
      case OrganizationClientGrant _ -> size == WITH_KEY_SIZE;
    };
  }

  private static boolean isPending(List<String> record) {
    return record.get(1).equals(PENDING);
  }

  private static List<String> covered(GrantResource resource, List<String> record) {
    var meta = resource.getMetadata();
    var place = Stream.of(meta.getNamespace(), meta.getName());
    var bound = isPending(record) ? moment(resource) : key(resource, record.get(2));
    return Stream.of(record.stream(), place, bound).flatMap(parts -> parts).toList();
  }

  /** What the spec names, so that a record is of use only with the same spec. */
  private static Stream<String> key(GrantResource resource, String domain) {
    return switch (resource) {
      case ClientGrant grant -> {
        var spec = grant.getSpec();
        var client =
            SpecMapper.refersToClient(grant)
                ? REFERENCE
                : SpecMapper.key(grant, domain).orElseThrow().grantee().toString();
        yield Stream.of(
            client,
            spec.audience().replace(SpecMapper.DOMAIN, domain),
            SpecMapper.subjectType(spec));
      }
      case OrganizationClientGrant use ->
          Stream.of(
              Claim.clientGrant(use),
              Objects.requireNonNullElse(use.getSpec().organization().id(), ""),
              Objects.requireNonNullElse(use.getSpec().organization().name(), ""));
    };
  }

  /**
   * After an attempt to create the grant the status says something else, and never again the same:
   * so nobody can have an old attempt taken for one under way.
   */
  private static Stream<String> moment(GrantResource resource) {
    var status = Optional.ofNullable(resource.getStatus());
    return Stream.of(
        resource.getMetadata().getUid(),
        status.map(GrantResource.Status::observedGeneration).orElse(-1L).toString(),
        status
            .flatMap(written -> Conditions.summary(written.conditions()))
            .map(ready -> ready.reason())
            .orElse(""));
  }

  private static Optional<Holdings> parse(GrantResource resource, List<String> record) {
    return isPending(record)
        ? OwnershipMapper.pending(new PendingCreateStatus(record.get(2), record.get(3)))
            .map(Holdings::of)
        : owned(resource, record).map(owned -> new Holdings(owned, former(record)));
  }

  private static List<Owned> former(List<String> record) {
    return IntStream.iterate(WITH_KEY_SIZE, at -> at < record.size(), at -> at + FORMER_SIZE)
        .mapToObj(at -> record.subList(at, at + FORMER_SIZE))
        .flatMap(parts ->
            owned(
                KeyText.read(record.get(2), parts.subList(3, FORMER_SIZE)),
                parts.get(0),
                parts.get(1),
                parts.get(2))
                .stream())
        .toList();
  }

  private static Optional<Owned> owned(GrantResource resource, List<String> record) {
    var domain = record.get(2);
    var key =
        switch (resource) {
          case ClientGrant grant when !SpecMapper.refersToClient(grant) ->
              SpecMapper.key(grant, domain).orElseThrow();
          case ClientGrant _, OrganizationClientGrant _ ->
              KeyText.read(domain, record.subList(OWNED_SIZE, WITH_KEY_SIZE));
        };
    return owned(key, record.get(1), record.get(ID), record.get(4));
  }

  private static Optional<Owned> owned(GrantKey key, String origin, String id, String fields) {
    return GrantId.parse(id)
        .map(parsed ->
            new Owned(
                parsed,
                key,
                OwnershipMapper.origin(origin),
                OwnershipMapper.fields(List.of(fields.split(FIELD_SEPARATOR)))));
  }

  /** The key of an association as texts without a separator in them. */
  private static final class KeyText {
    static final int SIZE = 5;

    private KeyText() {}

    static Stream<String> write(GrantKey key) {
      var client = key.ofClientGrant().grantee();
      return Stream.of(
              key.organizationId().orElse(""),
              client instanceof Grantee.Client(var id) ? id : "",
              client instanceof Grantee.DefaultFor(var kind) ? kind : "",
              key.audience(),
              key.subjectType())
          .map(text -> URLEncoder.encode(text, UTF_8));
    }

    static GrantKey read(String domain, List<String> encoded) {
      var texts = encoded.stream().map(text -> URLDecoder.decode(text, UTF_8)).toList();
      var grantee =
          texts.get(1).isEmpty()
              ? new Grantee.DefaultFor(texts.get(2))
              : new Grantee.Client(texts.get(1));
      var key = new GrantKey(domain, grantee, texts.get(3), texts.get(4));
      return texts.getFirst().isEmpty() ? key : key.forOrganization(texts.getFirst());
    }
  }
}

package io.clientgrant.simulator.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.BodyProperty;
import io.clientgrant.simulator.wire.BodyProperty.PropertyType;
import io.clientgrant.simulator.wire.BodyRules;
import io.clientgrant.simulator.wire.Request;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The bodies of {@code POST} and {@code PATCH /client-grants}: what they may contain, and the
 * grants that result.
 */
final class GrantBodies {
  static final List<String> SUBJECT_TYPES = List.of("client", "user", "anonymous_user");

  private static final BodyProperty SCOPE =
      property("scope", "Scopes allowed for this client grant.", new PropertyType.Texts(1, 280));
  private static final BodyProperty ORGANIZATION_USAGE =
      property(
          "organization_usage",
          "Defines whether organizations can be used with client credentials exchanges for this"
              + " grant.",
          new PropertyType.Choice(List.of("deny", "allow", "require")));
  private static final BodyProperty ALLOW_ANY_ORGANIZATION =
      property(
          "allow_any_organization",
          "If enabled, any organization can be used with this grant. If disabled (default), the"
              + " grant must be explicitly assigned to the desired organizations.",
          new PropertyType.Flag());
  private static final BodyProperty AUTHORIZATION_DETAILS_TYPES =
      property(
          "authorization_details_types",
          "Types of authorization_details allowed for this client grant.",
          new PropertyType.Texts(1, 255));
  private static final BodyProperty ALLOW_ALL_SCOPES =
      property(
          "allow_all_scopes",
          "If enabled, all scopes configured on the resource server are allowed for this grant.",
          new PropertyType.Flag());

  private static final BodyRules CREATE =
      new BodyRules(
          List.of(
              property("client_id", "ID of the client.", new PropertyType.ClientId()),
              property(
                  "audience",
                  "The audience (API identifier) of this client grant.",
                  new PropertyType.Text(1, 600)),
              property(
                  "default_for",
                  "Applies this client grant as the default for all clients in the specified"
                      + " group.",
                  new PropertyType.Choice(List.of("third_party_clients"))),
              property(
                  "subject_type",
                  "The type of application access the client grant allows.",
                  new PropertyType.Choice(SUBJECT_TYPES)),
              SCOPE,
              ORGANIZATION_USAGE,
              ALLOW_ANY_ORGANIZATION,
              AUTHORIZATION_DETAILS_TYPES,
              ALLOW_ALL_SCOPES),
          List.of("audience"),
          1);

  /** Null unsets a field, except {@code authorization_details_types}, which may not be null. */
  private static final BodyRules UPDATE =
      new BodyRules(
          Stream.concat(
                  Stream.of(SCOPE, ORGANIZATION_USAGE, ALLOW_ANY_ORGANIZATION, ALLOW_ALL_SCOPES)
                      .map(BodyProperty::asNullable),
                  Stream.of(AUTHORIZATION_DETAILS_TYPES))
              .toList(),
          List.of(),
          1);

  private GrantBodies() {}

  static ObjectNode create(Request request) {
    var body = CREATE.read(request);
    if (body.has("client_id") && body.has("default_for")) {
      throw BodyRules.violation("Data is valid against more than one schema from 'oneOf'");
    }
    if (!body.has("client_id") && !body.has("default_for")) {
      throw BodyRules.violation("Missing required property: client_id");
    }
    return body;
  }

  static ObjectNode update(Request request) {
    return UPDATE.read(request);
  }

  /** The grant that the body of a {@code POST} describes. */
  static StoredGrant created(String id, ObjectNode body) {
    return new StoredGrant(
        id,
        field(body, "client_id", Optional.empty(), JsonNode::textValue),
        body.path("audience").textValue(),
        field(body, "scope", Optional.empty(), GrantBodies::texts),
        field(body, "organization_usage", Optional.empty(), JsonNode::textValue),
        field(body, "allow_any_organization", Optional.empty(), JsonNode::booleanValue),
        body.path("subject_type").asText("client"),
        field(body, "authorization_details_types", Optional.empty(), GrantBodies::texts),
        field(body, "allow_all_scopes", Optional.empty(), JsonNode::booleanValue),
        false,
        field(body, "default_for", Optional.empty(), JsonNode::textValue));
  }

  /**
   * The grant after a {@code PATCH}. Fields that the body omits stay the same, and lists are
   * replaced as a whole.
   */
  static StoredGrant updated(StoredGrant grant, ObjectNode body) {
    return new StoredGrant(
        grant.id(),
        grant.clientId(),
        grant.audience(),
        field(body, "scope", grant.scope(), GrantBodies::texts),
        field(body, "organization_usage", grant.organizationUsage(), JsonNode::textValue),
        field(body, "allow_any_organization", grant.allowAnyOrganization(), JsonNode::booleanValue),
        grant.subjectType(),
        field(
            body,
            "authorization_details_types",
            grant.authorizationDetailsTypes(),
            GrantBodies::texts),
        field(body, "allow_all_scopes", grant.allowAllScopes(), JsonNode::booleanValue),
        grant.system(),
        grant.defaultFor());
  }

  /** The scopes in a body. */
  static List<String> scope(ObjectNode body) {
    return texts(body.path("scope"));
  }

  private static <T> Optional<T> field(
      ObjectNode body, String name, Optional<T> before, Function<JsonNode, T> read) {
    if (!body.has(name)) {
      return before;
    }
    return body.path(name).isNull() ? Optional.empty() : Optional.of(read.apply(body.path(name)));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }

  private static BodyProperty property(String name, String description, PropertyType type) {
    return new BodyProperty(name, description, false, type);
  }
}

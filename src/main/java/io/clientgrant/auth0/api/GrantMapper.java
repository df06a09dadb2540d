package io.clientgrant.auth0.api;

import static java.util.stream.Collectors.toCollection;

import com.auth0.client.mgmt.core.ObjectMappers;
import com.auth0.client.mgmt.types.CreateClientGrantRequestContent;
import com.auth0.client.mgmt.types.UpdateClientGrantRequestContent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import java.util.EnumMap;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * Translates between grants and the SDK's content classes, by way of the JSON that both stand for.
 * The SDK has four unrelated classes for a grant that was read, does not model {@code default_for},
 * and insists on a client id where the API takes one of the two.
 */
final class GrantMapper {
  private GrantMapper() {}

  /**
   * Reads a grant from any of the SDK's response classes.
   *
   * @return empty if it has no usable id, no audience, or no client
   */
  static Optional<Grant> read(String domain, Object content) {
    var json = ObjectMappers.JSON_MAPPER.<JsonNode>valueToTree(content);
    var system = json.path("is_system").asBoolean();
    return text(json, "id")
        .flatMap(GrantId::parse)
        .flatMap(id -> key(domain, json).map(key -> new Grant(id, key, settings(json), system)));
  }

  /** The body of a create call: the key, and the fields that are set. */
  static CreateClientGrantRequestContent create(DesiredGrant desired) {
    var key = desired.key();
    var json = JsonNodeFactory.instance.objectNode();
    switch (key.grantee()) {
      case Grantee.Client(var id) -> json.put("client_id", id);
      case Grantee.DefaultFor(var kind) -> json.put("default_for", kind);
      case Grantee.ForOrganization _ ->
          throw new IllegalArgumentException(
              "an association is made of a grant, not created as one");
    }
    json.put("audience", key.audience());
    if (desired.namesSubjectType()) {
      json.put("subject_type", key.subjectType());
    }
    write(desired.settings(), json);
    return ObjectMappers.JSON_MAPPER.convertValue(json, CreateClientGrantRequestContent.class);
  }

  /** The body of an update call: only the fields that are set. */
  static UpdateClientGrantRequestContent update(Settings patch) {
    var json = JsonNodeFactory.instance.objectNode();
    write(patch, json);
    return ObjectMappers.JSON_MAPPER.convertValue(json, UpdateClientGrantRequestContent.class);
  }

  /** Settings as the API has them. */
  static JsonNode json(Settings settings) {
    var json = JsonNodeFactory.instance.objectNode();
    write(settings, json);
    return json;
  }

  private static Optional<GrantKey> key(String domain, JsonNode json) {
    var subjectType = text(json, "subject_type").orElse(GrantKey.DEFAULT_SUBJECT_TYPE);
    return grantee(json)
        .flatMap(grantee ->
            text(json, "audience")
                .map(audience -> new GrantKey(domain, grantee, audience, subjectType)));
  }

  private static Optional<Grantee> grantee(JsonNode json) {
    return text(json, "client_id")
        .<Grantee>map(Grantee.Client::new)
        .or(() -> text(json, "default_for").map(Grantee.DefaultFor::new));
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }

  private static Settings settings(JsonNode json) {
    var values = new EnumMap<Field, Value>(Field.class);
    for (var field : Field.values()) {
      if (json.hasNonNull(name(field))) {
        values.put(field, value(field, json.path(name(field))));
      }
    }
    return new Settings(values);
  }

  private static Value value(Field field, JsonNode node) {
    return switch (field.byDefault()) {
      case StringSet _ ->
          new StringSet(
              StreamSupport.stream(node.spliterator(), false)
                  .map(JsonNode::asText)
                  .collect(toCollection(TreeSet::new)));
      case Text _ -> new Text(node.asText());
      case Bool _ -> new Bool(node.asBoolean());
    };
  }

  private static void write(Settings settings, ObjectNode json) {
    settings
        .values()
        .forEach((field, value) -> {
          switch (value) {
            case StringSet(var names) -> names.forEach(json.putArray(name(field))::add);
            case Text(var word) -> json.put(name(field), word);
            case Bool(var on) -> json.put(name(field), on);
          }
        });
  }

  private static String name(Field field) {
    return switch (field) {
      case SCOPE -> "scope";
      case ALLOW_ALL_SCOPES -> "allow_all_scopes";
      case ORGANIZATION_USAGE -> "organization_usage";
      case ALLOW_ANY_ORGANIZATION -> "allow_any_organization";
      case AUTHORIZATION_DETAILS_TYPES -> "authorization_details_types";
    };
  }
}

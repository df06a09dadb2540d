package io.clientgrant.cli.manifest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.auth0.api.Organization;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import io.clientgrant.inventory.ListedGrant;

/**
 * Makes manifests that adopt grants as they are. A field that has the API's default is left out:
 * the ClientGrant then says nothing about it.
 *
 * @param namespace the namespace to create them in; empty to leave that to whoever applies them
 * @param tenant the name of the Auth0Tenant
 * @param tenantNamespace its namespace; empty if it is that of the manifests
 */
public record Manifests(String namespace, String tenant, String tenantNamespace) {
  private static final String API_VERSION = "auth0.clientgrant.io/v1alpha1";

  /** The ClientGrant that adopts a grant. */
  public Manifest clientGrant(ListedGrant listed) {
    var key = listed.grant().key();
    var document = resource("ClientGrant", name(listed));
    var spec = spec(document);
    switch (key.grantee()) {
      case Grantee.Client(var id) -> spec.put("clientId", id);
      case Grantee.DefaultFor(var kind) -> spec.put("defaultFor", kind);
      case Grantee.ForOrganization _ ->
          throw new IllegalArgumentException("an association is no grant of its own");
    }
    spec.put("audience", key.audience());
    if (!key.subjectType().equals(GrantKey.DEFAULT_SUBJECT_TYPE)) {
      spec.put("subjectType", key.subjectType());
    }
    settings(listed.grant().settings(), spec);
    return new Manifest(
        "%s on %s, grant %s".formatted(listed.grantee(), key.audience(), listed.grant().id()),
        document);
  }

  /** The OrganizationClientGrant that adopts the association of a grant with an organization. */
  public Manifest association(ListedGrant listed, Organization organization) {
    var key = listed.grant().key().forOrganization(organization.id());
    var document =
        resource(
            "OrganizationClientGrant",
            ManifestName.of(
                key,
                listed.grantee(),
                organization.name().isEmpty() ? organization.id() : organization.name()));
    var spec = spec(document);
    spec.putObject("clientGrantRef").put("name", name(listed));
    spec.putObject("organization").put("id", organization.id());
    return new Manifest(
        "%s on %s for organization %s"
            .formatted(
                listed.grantee(),
                key.audience(),
                organization.name().isEmpty() ? organization.id() : organization.name()),
        document);
  }

  private static String name(ListedGrant listed) {
    var key = listed.grant().key();
    return ManifestName.of(
        key,
        key.grantee() instanceof Grantee.DefaultFor(var kind)
            ? "default for " + kind
            : listed.grantee(),
        key.audience(),
        key.subjectType().equals(GrantKey.DEFAULT_SUBJECT_TYPE) ? "" : key.subjectType());
  }

  private ObjectNode resource(String kind, String name) {
    var document = JsonNodeFactory.instance.objectNode();
    document.put("apiVersion", API_VERSION).put("kind", kind);
    var meta = document.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) {
      meta.put("namespace", namespace);
    }
    return document;
  }

  private ObjectNode spec(ObjectNode document) {
    var spec = document.putObject("spec");
    var ref = spec.putObject("tenantRef").put("name", tenant);
    if (!tenantNamespace.isEmpty()) {
      ref.put("namespace", tenantNamespace);
    }
    return spec;
  }

  /** A ClientGrant names scopes, or all of them, whatever the default is. */
  private static void settings(Settings settings, ObjectNode spec) {
    for (var field : Field.values()) {
      var value = settings.effective(field);
      var isNamed = field == Field.SCOPE && !settings.allowAllScopes();
      if (isNamed || (!value.equals(field.byDefault()) && field != Field.SCOPE)) {
        put(field.specName(), value, spec);
      }
    }
  }

  private static void put(String name, Value value, ObjectNode spec) {
    switch (value) {
      case StringSet(var names) -> {
        var array = spec.putArray(name);
        names.forEach(array::add);
      }
      case Text(var word) -> spec.put(name, word);
      case Bool(var on) -> spec.put(name, on);
    }
  }
}

package io.clientgrant.packaging;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The custom resource definitions as they are written in {@code crds/}. */
final class Crds {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(ClientGrant.class, OrganizationClientGrant.class, Auth0Tenant.class);

  private Crds() {}

  static CustomResourceDefinition of(Class<? extends CustomResource<?, ?>> kind)
      throws IOException {
    var file = Path.of("crds", CustomResource.getCRDName(kind) + ".yaml");
    return new KubernetesSerialization()
        .unmarshal(Files.readString(file), CustomResourceDefinition.class);
  }

  /** Every schema of a kind by its path, such as {@code .spec.scope} and {@code .spec.scope[]}. */
  static Map<String, JSONSchemaProps> schemas(Class<? extends CustomResource<?, ?>> kind)
      throws IOException {
    var schemas = new LinkedHashMap<String, JSONSchemaProps>();
    collect("", version(of(kind)).getSchema().getOpenAPIV3Schema(), schemas);
    return schemas;
  }

  static CustomResourceDefinitionVersion version(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().getFirst();
  }

  private static void collect(
      String path, JSONSchemaProps schema, Map<String, JSONSchemaProps> schemas) {
    schemas.put(path, schema);
    schema.getProperties().forEach((name, child) -> collect(path + "." + name, child, schemas));
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema(), schemas);
    }
  }
}

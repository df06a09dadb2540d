package io.clientgrant.cli.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantSpec;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.OrganizationClientGrantSpec;
import io.clientgrant.cli.source.CommandFailure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads manifests from files, directories and streams of YAML or JSON. It takes the kinds that the
 * operator knows, and namespaces; others have nothing to do with grants. The schema of a kind is
 * checked by the API server when a manifest is applied; here only what could not be read is
 * refused.
 */
public final class ManifestReader {
  private static final String GROUP = "auth0.clientgrant.io/";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

  private final String defaultNamespace;
  private final List<ClientGrant> grants = new ArrayList<>();
  private final List<OrganizationClientGrant> uses = new ArrayList<>();
  private final List<Auth0Tenant> tenants = new ArrayList<>();
  private final List<Namespace> namespaces = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  /**
   * @param defaultNamespace the namespace of manifests that name none
   */
  public ManifestReader(String defaultNamespace) {
    this.defaultNamespace = defaultNamespace;
  }

  /**
   * Reads a file, or every file of a directory and of those below it whose name says YAML or JSON.
   */
  public void read(Path path) {
    if (!Files.exists(path)) {
      throw new CommandFailure(
          "%s does not exist. Name a file, a directory, or - .".formatted(path));
    }
    for (var file : files(path)) {
      try (var in = Files.newInputStream(file)) {
        read(in, file.toString());
      } catch (IOException e) {
        throw new CommandFailure("%s cannot be read. Check its permissions.".formatted(file));
      }
    }
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var all = Files.walk(path)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(ya?ml|json)"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CommandFailure("%s cannot be read. Check its permissions.".formatted(path));
    }
  }

  /**
   * Reads a stream.
   *
   * @param name what it is called in messages
   */
  public void read(InputStream in, String name) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(in)) {
      while (documents.hasNextValue()) {
        take(documents.nextValue(), name);
      }
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "%s is no YAML or JSON: %s"
              .formatted(name, e.getOriginalMessage().replaceAll("\\s+", " ")));
    } catch (IOException e) {
      throw new CommandFailure("%s cannot be read.".formatted(name));
    }
  }

  /** What was read. */
  public ManifestSet all() {
    return new ManifestSet(grants, uses, tenants, namespaces);
  }

  private void take(JsonNode document, String file) {
    var kind = document.path("kind").asText();
    if (kind.equals("List")) {
      document.path("items").forEach(item -> take(item, file));
    } else if (document.path("apiVersion").asText().startsWith(GROUP)) {
      switch (kind) {
        case "ClientGrant" -> {
          requireFields(document, ClientGrantSpec.class, file, "tenantRef", "audience");
          grants.add(read(document, ClientGrant.class, file));
        }
        case "OrganizationClientGrant" -> {
          requireFields(
              document, OrganizationClientGrantSpec.class, file, "tenantRef", "organization");
          uses.add(read(document, OrganizationClientGrant.class, file));
        }
        case "Auth0Tenant" -> tenants.add(read(document, Auth0Tenant.class, file));
        default -> {}
      }
    } else if (kind.equals("Namespace")) {
      namespaces.add(KUBERNETES.convertValue(document, Namespace.class));
    }
  }

  /** A field that is misspelt would otherwise count as one that is not set. */
  private static void requireFields(
      JsonNode document, Class<? extends GrantResource.Spec> type, String file, String... needed) {
    var spec = document.path("spec");
    var known =
        Stream.of(type.getRecordComponents())
            .map(component -> component.getName())
            .collect(Collectors.toUnmodifiableSet());
    var unknown =
        spec.propertyStream()
            .map(property -> property.getKey())
            .filter(name -> !known.contains(name))
            .sorted()
            .toList();
    var missing = Stream.of(needed).filter(name -> !spec.hasNonNull(name)).toList();
    var name = document.path("metadata").path("name").asText("without a name");
    var where = "%s %s in %s".formatted(document.path("kind").asText(), name, file);
    if (!unknown.isEmpty()) {
      throw new CommandFailure(
          "%s has fields that do not exist: spec.%s. Correct them."
              .formatted(where, String.join(", spec.", unknown)));
    }
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          "%s lacks spec.%s. Add it.".formatted(where, String.join(" and spec.", missing)));
    }
  }

  private <R extends HasMetadata> R read(JsonNode document, Class<R> kind, String file) {
    try {
      var resource = KUBERNETES.convertValue(document, kind);
      var meta = resource.getMetadata();
      if (meta == null || meta.getName() == null) {
        throw new CommandFailure(
            "A %s in %s has no metadata.name. Add it.".formatted(kind.getSimpleName(), file));
      }
      if (meta.getNamespace() == null) {
        meta.setNamespace(defaultNamespace);
      }
      if (!seen.add(kind.getSimpleName() + " " + meta.getNamespace() + "/" + meta.getName())) {
        throw new CommandFailure(
            "%s %s in namespace %s is there twice; once in %s. Remove one."
                .formatted(kind.getSimpleName(), meta.getName(), meta.getNamespace(), file));
      }
      return resource;
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "A %s in %s has a value of the wrong type. kubectl apply --dry-run=server says which."
              .formatted(kind.getSimpleName(), file));
    }
  }
}

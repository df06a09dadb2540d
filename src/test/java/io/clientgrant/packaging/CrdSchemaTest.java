package io.clientgrant.packaging;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the schemas in {@code crds/} and the Java types together. */
class CrdSchemaTest {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS = Crds.KINDS;

  @ParameterizedTest
  @FieldSource("KINDS")
  void namesAreThoseOfTheJavaType(Class<? extends CustomResource<?, ?>> kind) throws IOException {
    var crd = Crds.of(kind);

    assertThat(crd.getMetadata().getName()).isEqualTo(CustomResource.getCRDName(kind));
    assertThat(crd.getSpec().getGroup()).isEqualTo(HasMetadata.getGroup(kind));
    assertThat(crd.getSpec().getScope()).isEqualTo("Namespaced");
    assertThat(crd.getSpec().getNames().getKind()).isEqualTo(HasMetadata.getKind(kind));
    assertThat(crd.getSpec().getNames().getPlural()).isEqualTo(HasMetadata.getPlural(kind));
    assertThat(crd.getSpec().getNames().getSingular()).isEqualTo(HasMetadata.getSingular(kind));
    assertThat(crd.getSpec().getNames().getShortNames())
        .containsExactly(CustomResource.getShortNames(kind));
    assertThat(crd.getSpec().getVersions()).hasSize(1);
    assertThat(Crds.version(crd).getName()).isEqualTo(HasMetadata.getVersion(kind));
    assertThat(Crds.version(crd).getSubresources().getStatus()).isNotNull();
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void fieldsAreThoseOfTheJavaType(Class<? extends CustomResource<?, ?>> kind) throws IOException {
    assertThat(fieldsOfYaml(kind)).isEqualTo(fieldsOfJava(kind));
  }

  @Test
  void nothingThatIsSentToAuth0HasADefault() throws IOException {
    assertThat(defaults(ClientGrant.class))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                ".spec.adoptionPolicy", "\"IfIdentical\"",
                ".spec.deletionPolicy", "\"IfCreated\"",
                ".status", "{\"observedGeneration\":-1}"));
    assertThat(defaults(OrganizationClientGrant.class)).isEqualTo(defaults(ClientGrant.class));
    assertThat(defaults(Auth0Tenant.class))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                ".spec.resyncInterval", "\"5m\"",
                ".spec.mode", "\"Enforce\"",
                ".spec.authoritative.action", "\"Report\"",
                ".spec.authoritative.gracePeriod", "\"168h\"",
                ".spec.authoritative.maxRevokedPercent", "10",
                ".spec.usage.callsPerDay", "96",
                ".status", "{\"observedGeneration\":-1}"));
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void listsAreAtomicAndConditionsGoByType(Class<? extends CustomResource<?, ?>> kind)
      throws IOException {
    Crds.schemas(kind)
        .forEach((path, schema) -> {
          if (path.equals(".status.conditions")) {
            assertThat(schema.getXKubernetesListType()).as(path).isEqualTo("map");
            assertThat(schema.getXKubernetesListMapKeys()).as(path).containsExactly("type");
          } else if ("array".equals(schema.getType())) {
            assertThat(schema.getXKubernetesListType()).as(path).isEqualTo("atomic");
          }
        });
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void everyFieldIsDescribedInSentences(Class<? extends CustomResource<?, ?>> kind)
      throws IOException {
    Crds.schemas(kind)
        .forEach((path, schema) ->
            assertThat(schema.getDescription()).as(path).isNotNull().endsWith("."));
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void everyFieldThatUsersWriteIsBounded(Class<? extends CustomResource<?, ?>> kind)
      throws IOException {
    Crds.schemas(kind)
        .forEach((path, schema) -> {
          if (path.startsWith(".spec") && "array".equals(schema.getType())) {
            assertThat(schema.getMaxItems()).as(path).isNotNull();
          } else if (path.startsWith(".spec")
              && "string".equals(schema.getType())
              && schema.getEnum().isEmpty()) {
            assertThat(schema.getMaxLength()).as(path).isNotNull();
          }
        });
  }

  /** A rule on the field alone is not asked when the field goes or comes. */
  @ParameterizedTest
  @FieldSource("KINDS")
  void immutabilityStandsOnTheSpec(Class<? extends CustomResource<?, ?>> kind) throws IOException {
    Crds.schemas(kind)
        .forEach((path, schema) -> {
          if (!path.equals(".spec")) {
            assertThat(schema.getXKubernetesValidations())
                .as(path)
                .noneMatch(rule -> rule.getRule().contains("oldSelf"));
          }
        });
  }

  private static Map<String, String> defaults(Class<? extends CustomResource<?, ?>> kind)
      throws IOException {
    return Crds.schemas(kind).entrySet().stream()
        .filter(entry -> entry.getValue().getDefault() != null)
        .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().getDefault().toString()));
  }

  private static Map<String, String> fieldsOfYaml(Class<? extends CustomResource<?, ?>> kind)
      throws IOException {
    var fields = new TreeMap<String, String>();
    var schemas = Crds.schemas(kind);
    schemas.forEach((path, schema) -> {
      if (!path.isEmpty()) {
        fields.put(path, schema.getType() + (isRequired(path, schemas) ? ", required" : ""));
      }
    });
    return fields;
  }

  private static boolean isRequired(String path, Map<String, JSONSchemaProps> schemas) {
    var dot = path.lastIndexOf('.');
    var parent = schemas.get(path.substring(0, dot));
    return parent != null && parent.getRequired().contains(path.substring(dot + 1));
  }

  private static Map<String, String> fieldsOfJava(Class<? extends CustomResource<?, ?>> kind) {
    var fields = new TreeMap<String, String>();
    var type = (AnnotatedParameterizedType) kind.getAnnotatedSuperclass();
    var specAndStatus = type.getAnnotatedActualTypeArguments();
    collect(".spec", specAndStatus[0], fields);
    collect(".status", specAndStatus[1], fields);
    return fields;
  }

  private static void collect(String path, AnnotatedType type, Map<String, String> fields) {
    var required =
        type.isAnnotationPresent(Nullable.class) || path.endsWith("[]") ? "" : ", required";
    if (type instanceof AnnotatedParameterizedType list) {
      if (((ParameterizedType) list.getType()).getRawType() == Map.class) {
        fields.put(path, "object" + required);
        return;
      }
      assertThat(((ParameterizedType) list.getType()).getRawType()).as(path).isEqualTo(List.class);
      fields.put(path, "array" + required);
      collect(path + "[]", list.getAnnotatedActualTypeArguments()[0], fields);
      return;
    }
    var plain = (Class<?>) type.getType();
    fields.put(path, schemaType(plain) + required);
    if (plain.isRecord()) {
      for (var component : plain.getRecordComponents()) {
        collect(path + "." + component.getName(), component.getAnnotatedType(), fields);
      }
    }
  }

  private static String schemaType(Class<?> type) {
    if (type.isRecord()) {
      return "object";
    }
    return switch (type.getSimpleName()) {
      case "String" -> "string";
      case "Boolean" -> "boolean";
      case "Long", "Integer", "int" -> "integer";
      default -> throw new AssertionError("no schema type known for " + type);
    };
  }
}

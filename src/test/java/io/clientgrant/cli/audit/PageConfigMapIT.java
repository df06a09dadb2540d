package io.clientgrant.cli.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ConfigMap of the page, with the one right that the chart gives to the audit. */
@ExtendWith(ControlPlaneExtension.class)
class PageConfigMapIT {
  private static final String LARGE = "<p>".repeat(400_000);

  @AutoClose private final KubernetesClient admin;
  @AutoClose private final KubernetesClient audit;
  private final String namespace;
  private final PageConfigMap page;

  PageConfigMapIT(ControlPlane controlPlane) {
    admin = controlPlane.client();
    namespace = controlPlane.newNamespace();
    var config = new ConfigBuilder(admin.getConfiguration()).withImpersonateUsername("audit");
    audit = new KubernetesClientBuilder().withConfig(config.build()).build();
    page = PageConfigMap.of(audit, namespace + "/page");
    var name = new ObjectMetaBuilder().withName("page").withNamespace(namespace).build();
    var rule = new PolicyRuleBuilder().withApiGroups("").withResources("configmaps");
    var _ =
        admin
            .resource(
                new RoleBuilder()
                    .withMetadata(name)
                    .withRules(rule.withResourceNames("page").withVerbs("patch").build())
                    .build())
            .create();
    var _ =
        admin
            .resource(
                new RoleBindingBuilder()
                    .withMetadata(name)
                    .withNewRoleRef("rbac.authorization.k8s.io", "Role", "page")
                    .addNewSubject("rbac.authorization.k8s.io", "User", "audit", null)
                    .build())
            .create();
    var _ =
        admin
            .resource(new ConfigMapBuilder().withMetadata(name).addToData("other", "stays").build())
            .create();
  }

  @Test
  void theLastPageIsThereAsItIsOrCompressed() throws IOException {
    page.write("<html>small");
    assertThat(kept().getData()).containsEntry("audit.html", "<html>small").hasSize(2);
    assertThat(kept().getBinaryData()).isNullOrEmpty();

    page.write(LARGE);
    assertThat(kept().getData()).containsOnlyKeys("other");
    assertThat(unpacked(kept().getBinaryData())).isEqualTo(LARGE);

    page.write("<html>small again");
    assertThat(kept().getData()).containsEntry("audit.html", "<html>small again").hasSize(2);
    assertThat(kept().getBinaryData()).isNullOrEmpty();
  }

  private ConfigMap kept() {
    return admin.configMaps().inNamespace(namespace).withName("page").require();
  }

  private static String unpacked(Map<String, String> data) throws IOException {
    var bytes =
        new ByteArrayInputStream(
            Base64.getDecoder().decode(data.getOrDefault("audit.html.gz", "")));
    try (var unzipped = new GZIPInputStream(bytes)) {
      return new String(unzipped.readAllBytes(), UTF_8);
    }
  }
}

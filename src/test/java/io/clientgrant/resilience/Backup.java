package io.clientgrant.resilience;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/** Takes ClientGrants away by force, and restores them from a backup. */
final class Backup {
  private Backup() {}

  /**
   * A resource goes by force, and comes back from a backup: without its status, and with its
   * finalizer. Without the finalizer it could go before the operator has seen it.
   */
  static void restore(OperatorFixture fixture, String name) {
    var finalizers = fixture.grant(name).getMetadata().getFinalizers();
    var resource = fixture.grants().withName(name);
    Optional<ClientGrant> backup = Optional.empty();
    while (backup.isEmpty()) {
      backup = takeAway(resource);
    }
    var meta = backup.get().getMetadata();
    var restored = new ClientGrant();
    restored.setMetadata(
        new ObjectMetaBuilder()
            .withName(meta.getName())
            .withNamespace(meta.getNamespace())
            .withAnnotations(meta.getAnnotations())
            .withFinalizers(finalizers)
            .build());
    restored.setSpec(backup.get().getSpec());
    // by the manager of the next edit, which could not drop a field of another's
    fixture.user.resource(restored).serverSideApply();
  }

  /** Removes it by force; empty if the operator has written it meanwhile, and it is still there. */
  private static Optional<ClientGrant> takeAway(Resource<ClientGrant> resource) {
    try {
      var bare =
          resource.edit(grant -> {
            grant.getMetadata().setFinalizers(List.of());
            return grant;
          });
      resource.lockResourceVersion(bare.getMetadata().getResourceVersion()).delete();
      return Optional.of(bare);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }
}

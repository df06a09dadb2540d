package io.clientgrant.controller.status;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Writes the status of one resource during one reconciliation. Each write is a server-side apply of
 * the whole status, because fields that are left out are removed. Each write goes through JOSDK's
 * cache, so that the next reconciliation reads what this one wrote.
 *
 * @param <R> the resource
 * @param <S> its status
 */
public final class StatusPatcher<R extends CustomResource<?, S>, S> {
  /** Others write the metadata of a resource too, but rarely at the same moment. */
  private static final int ATTEMPTS = 5;

  private final Supplier<R> blank;
  private final Context<R> context;
  private R current;
  private boolean written;

  /**
   * @param resource the resource as this reconciliation was given it
   * @param blank makes an empty resource of its kind
   */
  public StatusPatcher(R resource, Supplier<R> blank, Context<R> context) {
    this.current = resource;
    this.blank = blank;
    this.context = context;
  }

  /** The resource as last read or written. */
  public R resource() {
    return current;
  }

  /**
   * Whether this reconciliation has written the status. If so, the status in the cluster is its own
   * and another write overwrites nobody else's.
   */
  public boolean hasWritten() {
    return written;
  }

  /**
   * Writes the status even if the resource has changed since it was read.
   *
   * @throws StaleResource if it was deleted; another of its name gets nothing
   */
  public void write(S status) {
    patch(status, this::writeToTheSameObject);
  }

  /**
   * Writes the status unless the resource has changed since it was read.
   *
   * @throws StaleResource if it has; what was decided from it may be wrong
   */
  public void writeIfUnchanged(S status) {
    patch(status, this::apply);
  }

  private void patch(S status, UnaryOperator<R> write) {
    var patch = blank.get();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(current.getMetadata().getName())
            .withNamespace(current.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    current =
        PrimaryUpdateAndCacheUtils.updateAndCacheResource(
            current,
            context,
            _ -> patch,
            write,
            0, // a conflict must be reported, not retried
            0,
            0);
    written = true;
  }

  /** The API server ignores a uid in a server-side apply of a status; it compares versions. */
  private R writeToTheSameObject(R patch) {
    for (var attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return apply(patch);
      } catch (StaleResource e) {
        var now = context.getClient().resource(patch).get();
        if (now == null || !now.getMetadata().getUid().equals(current.getMetadata().getUid())) {
          throw e;
        }
        patch.getMetadata().setResourceVersion(now.getMetadata().getResourceVersion());
      }
    }
    return apply(patch);
  }

  private R apply(R patch) {
    try {
      return context
          .getClient()
          .resource(patch)
          .subresource("status")
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.SERVER_SIDE_APPLY)
                  .withForce(true)
                  .withFieldManager(context.getControllerConfiguration().fieldManager())
                  .build());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new StaleResource();
      }
      throw e;
    }
  }

  /** The resource is no longer the one that was read. */
  public static final class StaleResource extends RuntimeException {
    StaleResource() {
      super("the resource has changed since it was read", null, false, false);
    }
  }
}

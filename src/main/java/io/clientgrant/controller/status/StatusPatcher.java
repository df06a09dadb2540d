package io.clientgrant.controller.status;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.net.HttpURLConnection;
import java.util.function.Supplier;

/**
 * Writes the status of one resource during one reconciliation. Each write is a server-side apply of
 * the whole status, because fields that are left out are removed. Each write goes through JOSDK's
 * cache, so that the next reconciliation reads what this one wrote.
 *
 * @param <R> the resource
 * @param <S> its status
 */
public final class StatusPatcher<R extends CustomResource<?, S>, S> {
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

  /** Writes the status even if the resource has changed since it was read. */
  public void write(S status) {
    current = patch(status, false);
    written = true;
  }

  /**
   * Writes the status unless the resource has changed since it was read.
   *
   * @throws StaleResource if it has; what was decided from it may be wrong
   */
  public void writeIfUnchanged(S status) {
    try {
      current = patch(status, true);
      written = true;
    } catch (OperatorException e) {
      if (e.getCause() instanceof KubernetesClientException cause
          && cause.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        throw new StaleResource();
      }
      throw e;
    }
  }

  private R patch(S status, boolean onlyIfUnchanged) {
    var patch = blank.get();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(current.getMetadata().getName())
            .withNamespace(current.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    return PrimaryUpdateAndCacheUtils.updateAndCacheResource(
        current,
        context,
        _ -> patch,
        versioned -> {
          if (!onlyIfUnchanged) {
            versioned.getMetadata().setResourceVersion(null);
          }
          return context
              .getClient()
              .resource(versioned)
              .subresource("status")
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.SERVER_SIDE_APPLY)
                      .withForce(true)
                      .withFieldManager(context.getControllerConfiguration().fieldManager())
                      .build());
        },
        0, // a conflict must be reported, not retried
        0,
        0);
  }

  /** The resource is no longer the one that was read. */
  public static final class StaleResource extends RuntimeException {
    StaleResource() {
      super("the resource has changed since it was read", null, false, false);
    }
  }
}

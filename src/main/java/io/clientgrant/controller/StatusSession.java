package io.clientgrant.controller;

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
 * The writes that one reconciliation makes to a resource's status, each on top of the one before.
 * Each is a server-side apply of the whole status (what is left out would be pruned) and goes
 * through the framework's cache, so that the next reconciliation reads what this one wrote.
 *
 * @param <R> the resource
 * @param <S> its status
 */
final class StatusSession<R extends CustomResource<?, S>, S> {
  private final Supplier<R> blank;
  private final Context<R> context;
  private R current;
  private boolean written;

  /**
   * @param resource the resource as this reconciliation was given it
   * @param blank makes an empty resource of its kind
   */
  StatusSession(R resource, Supplier<R> blank, Context<R> context) {
    this.current = resource;
    this.blank = blank;
    this.context = context;
  }

  /** The resource as last read or written. */
  R resource() {
    return current;
  }

  /**
   * Whether this reconciliation has written a status. Then the record in the cluster is its own,
   * and nobody else's can be lost by another write.
   */
  boolean hasWritten() {
    return written;
  }

  /** Writes the status, whatever has happened to the rest of the resource meanwhile. */
  void write(S status) {
    current = apply(status, false);
  }

  /**
   * Writes the status if nobody has changed the resource since it was read.
   *
   * @throws Superseded if somebody has: what was decided from it may be wrong
   */
  void writeIfUnchanged(S status) {
    try {
      current = apply(status, true);
    } catch (OperatorException e) {
      if (e.getCause() instanceof KubernetesClientException cause
          && cause.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        throw new Superseded();
      }
      throw e;
    }
  }

  private R apply(S status, boolean onlyIfUnchanged) {
    var applied = patch(status, onlyIfUnchanged);
    written = true;
    return applied;
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
        0, // a conflict must be seen, not written over
        0,
        0);
  }

  /** Somebody changed the resource after it was read. */
  static final class Superseded extends RuntimeException {
    Superseded() {
      super("the resource has changed since it was read", null, false, false);
    }
  }
}

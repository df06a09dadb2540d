package io.clientgrant.controller.status;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes one resource during one reconciliation: its status, its finalizers and its annotations.
 * Each write goes through JOSDK's cache, so that the next reconciliation reads what this one wrote.
 *
 * <p>A status is written whole, by server-side apply, because fields that are left out are removed.
 * Metadata is written by merge patch: it can also take away what somebody else has put there.
 *
 * @param <R> the resource
 * @param <S> its status
 */
public final class ResourcePatcher<R extends CustomResource<?, S>, S> {
  /** Others write the metadata of a resource too, but rarely at the same moment. */
  private static final int ATTEMPTS = 5;

  private final Supplier<R> blank;
  private final Context<R> context;
  private final R given;
  private R current;
  private boolean written;

  /**
   * @param resource the resource as this reconciliation was given it
   * @param blank makes an empty resource of its kind
   */
  public ResourcePatcher(R resource, Supplier<R> blank, Context<R> context) {
    this.given = resource;
    this.current = resource;
    this.blank = blank;
    this.context = context;
  }

  /** The resource as this reconciliation was given it. */
  public R given() {
    return given;
  }

  /** The resource as last read or written. */
  public R resource() {
    return current;
  }

  /**
   * Whether this reconciliation has written the resource. If so, the status in the cluster is its
   * own, or the one that it was given, and another write overwrites nobody else's.
   */
  public boolean hasWritten() {
    return written;
  }

  /**
   * Writes the status even if the resource has changed since it was read.
   *
   * @throws StaleResource if it was deleted; another of its name gets nothing
   */
  public void writeStatus(S status) {
    update(base -> onTheSameObject(base, last -> applyStatus(last, status)));
  }

  /**
   * Writes the status unless the resource has changed since it was read.
   *
   * @throws StaleResource if it has; what was decided from it may be wrong
   */
  public void writeStatusIfUnchanged(S status) {
    update(base -> applyStatus(base, status));
  }

  /**
   * Writes finalizers and annotations, if they differ, even if the resource has changed since it
   * was read.
   *
   * @param wanted the metadata that a resource should have
   * @return whether they differ
   * @throws StaleResource if it was deleted; another of its name gets nothing
   */
  public boolean writeMetadata(Function<R, ObjectMeta> wanted) {
    var isNeeded = differs(current, wanted);
    if (isNeeded) {
      update(base -> onTheSameObject(base, last -> patchMetadata(last, wanted)));
    }
    return isNeeded;
  }

  /**
   * Writes finalizers and annotations, if they differ, unless the resource has changed since it was
   * read.
   *
   * @param wanted the metadata that a resource should have
   * @return whether they differ
   * @throws StaleResource if it has; what was decided from it may be wrong
   */
  public boolean writeMetadataIfUnchanged(Function<R, ObjectMeta> wanted) {
    var isNeeded = differs(current, wanted);
    if (isNeeded) {
      update(base -> patchMetadata(base, wanted));
    }
    return isNeeded;
  }

  private void update(UnaryOperator<R> write) {
    current =
        PrimaryUpdateAndCacheUtils.updateAndCacheResource(
            current,
            context,
            UnaryOperator.identity(),
            write,
            0, // a conflict must be reported, not retried
            0,
            0);
    written = true;
  }

  /** The API server ignores a uid in a patch of a status; it compares versions. */
  private R onTheSameObject(R base, UnaryOperator<R> write) {
    var last = base;
    for (var attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return write.apply(last);
      } catch (StaleResource e) {
        var now = context.getClient().resource(last).get();
        if (now == null || !now.getMetadata().getUid().equals(base.getMetadata().getUid())) {
          throw e;
        }
        last = now;
      }
    }
    return write.apply(last);
  }

  private R applyStatus(R base, S status) {
    var patch = blank.get();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(base.getMetadata().getName())
            .withNamespace(base.getMetadata().getNamespace())
            .withResourceVersion(base.getMetadata().getResourceVersion())
            .build());
    patch.setStatus(status);
    return sent(() ->
        context
            .getClient()
            .resource(patch)
            .subresource("status")
            .patch(options(PatchType.SERVER_SIDE_APPLY).withForce(true).build()));
  }

  private R patchMetadata(R base, Function<R, ObjectMeta> wanted) {
    if (!differs(base, wanted)) {
      return base;
    }
    var patch = difference(base.getMetadata(), wanted.apply(base));
    patch.put("resourceVersion", base.getMetadata().getResourceVersion());
    var client = context.getClient();
    var text = client.getKubernetesSerialization().asJson(Map.of("metadata", patch));
    return sent(() -> client.resource(base).patch(options(PatchType.JSON_MERGE).build(), text));
  }

  private PatchContext.Builder options(PatchType type) {
    return new PatchContext.Builder()
        .withPatchType(type)
        .withFieldManager(context.getControllerConfiguration().fieldManager());
  }

  private boolean differs(R base, Function<R, ObjectMeta> wanted) {
    return !difference(base.getMetadata(), wanted.apply(base)).isEmpty();
  }

  /** A merge patch takes null for what is to go. */
  private static Map<String, Object> difference(ObjectMeta now, ObjectMeta wanted) {
    var patch = new HashMap<String, Object>();
    if (!Objects.equals(now.getFinalizers(), wanted.getFinalizers())) {
      patch.put("finalizers", wanted.getFinalizers());
    }
    var before = annotations(now);
    var after = annotations(wanted);
    var changed = new HashMap<String, @Nullable String>();
    before.keySet().stream()
        .filter(key -> !after.containsKey(key))
        .forEach(key -> changed.put(key, null));
    after.forEach((key, value) -> {
      if (!value.equals(before.get(key))) {
        changed.put(key, value);
      }
    });
    if (!changed.isEmpty()) {
      patch.put("annotations", changed);
    }
    return patch;
  }

  private static Map<String, String> annotations(ObjectMeta meta) {
    return Objects.requireNonNullElse(meta.getAnnotations(), Map.of());
  }

  private R sent(Supplier<R> request) {
    try {
      return request.get();
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

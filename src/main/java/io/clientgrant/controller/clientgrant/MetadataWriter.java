package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.GrantResource;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.status.ResourcePatcher;
import io.clientgrant.controller.status.ResourcePatcher.StaleResource;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.function.Function;

/**
 * Writes the finalizer of a resource and the annotation that records what it owns. JOSDK could see
 * to the finalizer, but in a write of its own.
 *
 * @param <R> the resource
 * @param <S> its status
 */
final class MetadataWriter<
    R extends CustomResource<? extends GrantResource.Spec, S> & GrantResource,
    S extends GrantResource.Status<S>> {
  /** Keeps a resource until its grant has been seen to. */
  static final String FINALIZER = "auth0.clientgrant.io/grant";

  private final Ownerships ownerships;

  MetadataWriter(Ownerships ownerships) {
    this.ownerships = ownerships;
  }

  /**
   * Sets the finalizer before anything is done that a deletion would have to undo, and records a
   * creation that is about to begin if the annotation can record it. A grant that is about to be
   * changed is recorded here too: what only the status records is not proven.
   *
   * @return whether this record is enough; if not, the status must have it
   * @throws StaleResource if the resource has changed since it was read
   */
  boolean recordIntent(ResourcePatcher<R, S> patcher, Ownership intended) {
    var record =
        intended instanceof Owned
            ? ownerships.annotation(
                patcher.resource(),
                new Holdings(intended, ownerships.former(patcher.resource())),
                true)
            : ownerships.intent(patcher.resource(), intended);
    var _ =
        patcher.writeMetadataIfUnchanged(resource ->
            record
                .map(text -> withAnnotation(withFinalizer(resource), text))
                .orElseGet(() -> withFinalizer(resource)));
    return intended instanceof PendingCreate && record.isPresent();
  }

  /**
   * Sets the finalizer if the resource holds something, and makes the annotation say what.
   *
   * @return whether there was anything to write
   * @throws StaleResource if nothing was done and the resource has changed
   */
  boolean report(ResourcePatcher<R, S> patcher, Outcome outcome) {
    var held = outcome.held();
    Function<R, ObjectMeta> wanted =
        resource -> {
          var meta = held.isEmpty() ? resource.getMetadata() : withFinalizer(resource);
          return ownerships
              .annotation(resource, held, outcome.hasSeenGrant())
              .map(text -> withAnnotation(meta, text))
              .orElseGet(() -> withoutAnnotation(meta));
        };
    var nothingWasDone = outcome.result().actions().isEmpty() && !patcher.hasWritten();
    return nothingWasDone
        ? patcher.writeMetadataIfUnchanged(wanted)
        : patcher.writeMetadata(wanted);
  }

  /** Lets a resource go that is being deleted. */
  void removeFinalizer(ResourcePatcher<R, S> patcher) {
    try {
      patcher.writeMetadata(resource ->
          new ObjectMetaBuilder(resource.getMetadata()).removeFromFinalizers(FINALIZER).build());
    } catch (StaleResource e) {
      // it is gone already
    }
  }

  /** Whether a resource is being deleted, and is not kept from it by this operator. */
  static boolean isLetGo(GrantResource resource) {
    return resource.isMarkedForDeletion() && !resource.hasFinalizer(FINALIZER);
  }

  /** The API server takes no new finalizer once a resource is being deleted. */
  private static ObjectMeta withFinalizer(GrantResource resource) {
    return resource.isMarkedForDeletion() || resource.hasFinalizer(FINALIZER)
        ? resource.getMetadata()
        : new ObjectMetaBuilder(resource.getMetadata()).addToFinalizers(FINALIZER).build();
  }

  private static ObjectMeta withAnnotation(ObjectMeta meta, String record) {
    return new ObjectMetaBuilder(meta).addToAnnotations(Annotations.OWNERSHIP, record).build();
  }

  private static ObjectMeta withoutAnnotation(ObjectMeta meta) {
    return new ObjectMetaBuilder(meta).removeFromAnnotations(Annotations.OWNERSHIP).build();
  }
}

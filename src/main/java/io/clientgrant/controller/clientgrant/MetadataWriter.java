package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.ResourcePatcher;
import io.clientgrant.controller.status.ResourcePatcher.StaleResource;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.None;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.function.Function;

/**
 * Writes the finalizer of a ClientGrant and the annotation that records what it owns. JOSDK could
 * see to the finalizer, but in a write of its own.
 */
final class MetadataWriter {
  /** Keeps a resource until its grant has been seen to. */
  static final String FINALIZER = "auth0.clientgrant.io/grant";

  private final Ownerships ownerships;

  MetadataWriter(Ownerships ownerships) {
    this.ownerships = ownerships;
  }

  /**
   * Sets the finalizer before anything is done that a deletion would have to undo, and records a
   * creation that is about to begin if the annotation can record it.
   *
   * @return whether the annotation records it; if not, the status must
   * @throws StaleResource if the resource has changed since it was read
   */
  boolean recordIntent(
      ResourcePatcher<ClientGrant, ClientGrantStatus> patcher, Ownership intended) {
    var record = ownerships.intent(patcher.resource(), intended);
    var _ =
        patcher.writeMetadataIfUnchanged(resource ->
            record
                .map(text -> withAnnotation(withFinalizer(resource), text))
                .orElseGet(() -> withFinalizer(resource)));
    return record.isPresent();
  }

  /**
   * Sets the finalizer if the resource owns something, and makes the annotation say what.
   *
   * @return whether there was anything to write
   * @throws StaleResource if nothing was done and the resource has changed
   */
  boolean report(ResourcePatcher<ClientGrant, ClientGrantStatus> patcher, ReconcileResult result) {
    var ownership = result.ownership();
    Function<ClientGrant, ObjectMeta> wanted =
        resource -> {
          var meta = ownership instanceof None ? resource.getMetadata() : withFinalizer(resource);
          return ownerships
              .annotation(resource, ownership, result.hasSeenGrant())
              .map(text -> withAnnotation(meta, text))
              .orElseGet(() -> withoutAnnotation(meta));
        };
    var nothingWasDone = result.actions().isEmpty() && !patcher.hasWritten();
    return nothingWasDone
        ? patcher.writeMetadataIfUnchanged(wanted)
        : patcher.writeMetadata(wanted);
  }

  /** Lets a resource go that is being deleted. */
  static void removeFinalizer(ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    try {
      patcher.writeMetadata(resource ->
          new ObjectMetaBuilder(resource.getMetadata()).removeFromFinalizers(FINALIZER).build());
    } catch (StaleResource e) {
      // it is gone already
    }
  }

  /** Whether a resource is being deleted, and is not kept from it by this operator. */
  static boolean isLetGo(ClientGrant resource) {
    return resource.isMarkedForDeletion() && !resource.hasFinalizer(FINALIZER);
  }

  /** The API server takes no new finalizer once a resource is being deleted. */
  private static ObjectMeta withFinalizer(ClientGrant resource) {
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

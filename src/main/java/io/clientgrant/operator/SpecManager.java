package io.clientgrant.operator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.Cloner;
import java.io.IOException;
import java.util.List;

/**
 * Reads of an object's managed fields only who last changed the spec, as one entry with nothing but
 * the manager. If several own fields of the spec, it is the one that was the last to write.
 */
final class SpecManager extends JsonDeserializer<List<ManagedFieldsEntry>> {
  /**
   * Copies resources, and what is read here with them: it is never written, so a copy by way of
   * JSON would lose it.
   */
  record Keeper(KubernetesSerialization serialization) implements Cloner {
    @Override
    public <T extends HasMetadata> T clone(T resource) {
      var copy = serialization.clone(resource);
      copy.getMetadata().setManagedFields(resource.getMetadata().getManagedFields());
      return copy;
    }
  }

  /** An entry, as far as it matters. */
  private record Entry(String manager, String time, boolean ownsSpec) {}

  @Override
  public List<ManagedFieldsEntry> deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      parser.skipChildren();
      return List.of();
    }
    var last = new Entry("", "", false);
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      var entry = entry(parser);
      if (entry.ownsSpec && entry.time.compareTo(last.time) >= 0) {
        last = entry;
      }
    }
    if (!last.ownsSpec) {
      return List.of();
    }
    var kept = new ManagedFieldsEntry();
    kept.setManager(last.manager.intern()); // few managers write many resources
    return List.of(kept);
  }

  private static Entry entry(JsonParser parser) throws IOException {
    var manager = "";
    var time = "";
    var ownsSpec = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "manager" -> manager = parser.getValueAsString("");
        case "time" -> time = parser.getValueAsString("");
        case "fieldsV1" -> ownsSpec = namesSpec(parser);
        default -> parser.skipChildren();
      }
    }
    return new Entry(manager, time, ownsSpec);
  }

  private static boolean namesSpec(JsonParser parser) throws IOException {
    var found = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      found |= parser.currentName().equals("f:spec");
      parser.nextToken();
      parser.skipChildren();
    }
    return found;
  }
}

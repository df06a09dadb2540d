package io.clientgrant.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void yamlIsAsPeopleWriteIt() throws JsonProcessingException {
    var document =
        JSON.readTree(
            """
            {"a": {"b": ["x:y", {"c": 1, "d": []}], "e": {}}, "f": true, "g": "a b"}
            """);
    assertThat(Documents.yaml(document))
        .isEqualTo(
            """
            a:
              b:
              - x:y
              - c: 1
                d: []
              e: {}
            f: true
            g: "a b"
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "true",
        "No",
        "~",
        "null",
        "1",
        "1e3",
        "0x1F",
        "2026-11-29",
        "a: b",
        "a #b",
        "- a",
        "#a",
        "*",
        "write:*",
        "&a",
        "!a",
        "{domain}",
        "[a]",
        "'",
        "\"",
        "\\",
        "a\nb",
        "\u001b[2J",
        "\u202e",
        "\ud83d\ude42",
        "\udbff\udffe",
        "日本",
        "@a",
        "%a",
        "a:",
        "?a",
        "=",
        ".inf",
        "<<",
        "https://api.example.com/x",
        "read:invoices",
        "a\u0085b\u2028c",
        "|",
        ">",
        "y",
        "off",
      })
  void everyTextIsReadAsItWas(String text) throws JsonProcessingException {
    var document = JsonNodeFactory.instance.objectNode().put("value", text);
    document.putArray("list").add(text);

    assertThat(JSON.readTree(Documents.json(document))).isEqualTo(document);
    assertThat(
            JSON.<JsonNode>valueToTree(
                Serialization.unmarshal(Documents.yaml(document), Map.class)))
        .isEqualTo(document);
  }
}

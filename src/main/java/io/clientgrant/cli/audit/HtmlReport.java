package io.clientgrant.cli.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An audit as one page that needs nothing else. What comes from the tenant is data in it: a block
 * of JSON that no browser runs, shown by a script that only ever makes text of it. The page's own
 * policy allows that script and that style by their hashes, and nothing else.
 */
public final class HtmlReport {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private HtmlReport() {}

  /** The page. */
  public static String of(AuditReport report) {
    var style = resource("page.css");
    var script = resource("page.js");
    return fill(
        resource("page.html"),
        Map.of(
            "styleHash", hash(style),
            "scriptHash", hash(script),
            "style", style,
            "script", script,
            "data", inert(PageData.of(report).toString())));
  }

  /** Each place once: what is put in is not looked at again. */
  private static String fill(String template, Map<String, String> texts) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place -> Matcher.quoteReplacement(Objects.requireNonNull(texts.get(place.group(1)))));
  }

  /** JSON in which nothing ends the block, or begins anything else. */
  private static String inert(String json) {
    return json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text));
  }
}

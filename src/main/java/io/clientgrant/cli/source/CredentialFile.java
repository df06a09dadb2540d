package io.clientgrant.cli.source;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a credential from a file or from the environment, by the keys of an Auth0Tenant's Secret.
 * The same file makes that Secret: {@code kubectl create secret generic NAME --from-env-file=FILE}.
 */
final class CredentialFile {
  private static final String KEY_FILE = "privateKeyFile";
  private static final Set<String> KEYS =
      Set.of("domain", "clientId", "clientSecret", "privateKey", KEY_FILE, "endpoint");

  /** The names that Auth0's own tools give them. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "AUTH0_DOMAIN", "domain",
          "AUTH0_CLIENT_ID", "clientId",
          "AUTH0_CLIENT_SECRET", "clientSecret",
          "AUTH0_PRIVATE_KEY", "privateKey",
          "AUTH0_PRIVATE_KEY_FILE", KEY_FILE,
          "AUTH0_ENDPOINT", "endpoint");

  private CredentialFile() {}

  /** The values that the environment has. */
  static Map<String, String> ofEnvironment(Surroundings surroundings) {
    var values = new HashMap<String, String>();
    VARIABLES.forEach((variable, key) ->
        surroundings.variable(variable).ifPresent(text -> values.put(key, text)));
    return withKey(values, Path.of(""));
  }

  /** The values in a file of lines {@code key=value}. */
  static Map<String, String> read(Path file) {
    var values =
        lines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(line -> line.split("=", 2))
            .filter(parts -> !parts[parts.length - 1].isBlank())
            .collect(
                Collectors.toMap(
                    parts -> key(parts, file),
                    parts -> parts[1].strip(),
                    (_, last) -> last,
                    HashMap::new));
    var folder = file.toAbsolutePath().getParent();
    return withKey(values, folder == null ? Path.of("") : folder);
  }

  private static String key(String[] parts, Path file) {
    var key = parts[0].strip();
    if (parts.length < 2 || !KEYS.contains(key)) { // the line itself may be a secret
      throw new CommandFailure(
          "%s has a line that is none of: %s. Write each as key=value."
              .formatted(file, String.join(", ", KEYS.stream().sorted().toList())));
    }
    return key;
  }

  private static Map<String, String> withKey(Map<String, String> values, Path folder) {
    var keyFile = values.remove(KEY_FILE);
    if (keyFile != null) {
      values.put("privateKey", String.join("\n", lines(folder.resolve(keyFile))));
    }
    return Map.copyOf(values);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure("%s does not exist. Name a file that does.".formatted(file));
    } catch (CharacterCodingException e) {
      throw new CommandFailure("%s is no text in UTF-8.".formatted(file));
    } catch (IOException e) {
      throw new CommandFailure("%s cannot be read. Check its permissions.".formatted(file));
    }
  }
}

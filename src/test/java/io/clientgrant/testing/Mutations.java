package io.clientgrant.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Changes the seeds of a fuzz test at random, always in the same way. {@code make fuzz} does that
 * with more wit and for longer; this is what each run of the tests can afford.
 */
public final class Mutations {
  private static final int EACH = 400;
  private static final int MOST_CHANGES = 8;
  private static final List<String> ODD =
      List.of(
          "\"", "\\", "{", "[", "]", "}", "null", "-1", "1e999", "\u0000", "\u00ff", "\n", "A=");

  private Mutations() {}

  /** The seeds of a fuzz test, and changes of each. */
  public static Stream<byte[]> ofSeeds(Class<?> test, String target) {
    var random = new Random(1);
    return seeds(test, target)
        .flatMap(seed ->
            Stream.concat(
                Stream.of(seed), IntStream.range(0, EACH).mapToObj(_ -> changed(seed, random))));
  }

  private static Stream<byte[]> seeds(Class<?> test, String target) {
    var folder =
        Path.of("src", "test", "resources")
            .resolve(test.getName().replace('.', '/') + "Inputs")
            .resolve(target);
    try (var files = Files.list(folder)) {
      return files.sorted().map(Mutations::read).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] changed(byte[] seed, Random random) {
    var bytes = seed;
    for (var change = random.nextInt(MOST_CHANGES); change >= 0; change--) {
      var from = random.nextInt(bytes.length + 1);
      var to = Math.min(bytes.length, from + random.nextInt(16));
      bytes =
          switch (random.nextInt(4)) {
            case 0 -> joined(bytes, from, new byte[] {(byte) random.nextInt(256)}, to);
            case 1 -> joined(bytes, from, new byte[0], to);
            case 2 -> joined(bytes, to, Arrays.copyOfRange(bytes, from, to), to);
            default ->
                joined(bytes, from, ODD.get(random.nextInt(ODD.size())).getBytes(ISO_8859_1), from);
          };
    }
    return bytes;
  }

  private static byte[] joined(byte[] bytes, int end, byte[] middle, int begin) {
    var all = Arrays.copyOf(bytes, end + middle.length + bytes.length - begin);
    System.arraycopy(middle, 0, all, end, middle.length);
    System.arraycopy(bytes, begin, all, end + middle.length, bytes.length - begin);
    return all;
  }
}

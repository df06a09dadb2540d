import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * Leaves of the jar of Auth0's SDK what the operator can reach: {@code java ShrinkSdk.java operator.jar sdk.jar
 * smaller.jar}. The SDK has 10,000 classes, for every part of the Management API, and is a third of all libraries.
 *
 * <p>A class is kept whole, with every class that it names anywhere, in annotations and generic types too: what Jackson
 * finds by reflection is named there. Only of the SDK's clients is a part kept: their constructors, and the methods that
 * something calls. A client has a method for each call of the API, and nobody looks for those by reflection.
 */
final class ShrinkSdk {
  private static final Pattern CLIENT = Pattern.compile("com/auth0/client/mgmt/(\\w+/)*(\\w+Client|ManagementApi)");
  private static final Pattern NAME = Pattern.compile("com/auth0/[\\w/$]+");
  private static final ClassFile CLASSES = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL);

  private final Map<String, ClassModel> sdk = new TreeMap<>();
  private final Map<String, Set<String>> calledOfClients = new HashMap<>();
  private final Map<String, byte[]> kept = new TreeMap<>();
  private final Deque<String> toScan = new ArrayDeque<>();

  private ShrinkSdk() {}

  public static void main(String[] arguments) throws IOException {
    new ShrinkSdk().shrink(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
  }

  private void shrink(Path operator, Path jar, Path smaller) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      for (var entry : file.stream().toList()) {
        if (entry.getName().endsWith(".class")) {
          var model = CLASSES.parse(file.getInputStream(entry).readAllBytes());
          sdk.put(model.thisClass().asInternalName(), model);
        }
      }
      try (var roots = new JarFile(operator.toFile())) {
        for (var entry : roots.stream().filter(one -> one.getName().endsWith(".class")).toList()) {
          scan(CLASSES.parse(roots.getInputStream(entry).readAllBytes()));
        }
      }
      while (!toScan.isEmpty()) {
        var name = toScan.remove();
        kept.put(name, bytes(name));
        scan(CLASSES.parse(named(name)));
      }
      write(file, smaller);
    }
    System.out.printf("%s: %d of %d classes, %d of %d bytes%n", jar.getFileName(), kept.size(), sdk.size(),
        Files.size(smaller), Files.size(jar));
  }

  /** Finds what a class names. */
  private void scan(ClassModel model) {
    for (var entry : model.constantPool()) {
      switch (entry) {
        case Utf8Entry text -> NAME.matcher(text.stringValue()).results().forEach(found -> reach(found.group()));
        case MemberRefEntry member -> call(member.owner().asInternalName(),
            member.name().stringValue() + member.type().stringValue());
        default -> {}
      }
    }
  }

  private void reach(String name) {
    if (sdk.containsKey(name) && !kept.containsKey(name) && !toScan.contains(name)) {
      toScan.add(name);
    }
  }

  private void call(String owner, String method) {
    var isNew = sdk.containsKey(owner) && isClient(owner)
        && calledOfClients.computeIfAbsent(owner, _ -> new HashSet<>()).add(method);
    if (isNew && kept.remove(owner) != null) {
      toScan.add(owner);
    }
  }

  private boolean isClient(String name) {
    var model = sdk.get(name);
    return CLIENT.matcher(name).matches() && model.interfaces().isEmpty()
        && model.superclass().filter(parent -> parent.asInternalName().equals("java/lang/Object")).isPresent();
  }

  private byte[] bytes(String name) {
    var called = calledOfClients.getOrDefault(name, Set.of());
    return CLASSES.transformClass(sdk.get(name), isClient(name)
        ? ClassTransform.dropping(element -> element instanceof MethodModel method
            && !method.methodName().stringValue().startsWith("<")
            && !called.contains(method.methodName().stringValue() + method.methodType().stringValue()))
        : ClassTransform.ACCEPT_ALL);
  }

  /** A class as it is kept. A client also lists the classes inside of it, of which some may have gone: that is not to name them. */
  private byte[] named(String name) {
    var model = CLASSES.parse(bytes(name));
    return CLASSES.transformClass(model, isClient(name)
        ? ClassTransform.dropping(element -> element instanceof InnerClassesAttribute || element instanceof NestMembersAttribute)
        : ClassTransform.ACCEPT_ALL);
  }

  /** In the order of the original, and with its times. */
  private void write(JarFile file, Path smaller) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(smaller))) {
      for (var entry : file.stream().toList()) {
        var name = entry.getName();
        var isClass = name.endsWith(".class");
        if (entry.isDirectory() || (isClass && !kept.containsKey(name.substring(0, name.length() - ".class".length())))) {
          continue;
        }
        var copy = new ZipEntry(name);
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        out.write(isClass ? kept.get(name.substring(0, name.length() - ".class".length()))
            : file.getInputStream(entry).readAllBytes());
        out.closeEntry();
      }
    }
  }
}

package org.offhook.lab.ledger;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the tests that name rows, by reading class files. */
final class TestScan {

  private static final String TAG = "org.offhook.testing.Rfc";
  private static final String JUNIT = "org.junit.jupiter.";

  private TestScan() {}

  /** All tagged tests under these folders of compiled tests; a folder may be missing. */
  static List<TaggedTest> of(List<Path> folders) {
    var found = new ArrayList<TaggedTest>();
    for (var type : read(folders)) {
      for (var method : type.getMethods()) {
        if (method.isAnnotatedWith(TAG)) {
          found.add(tagged(type, method));
        }
      }
    }
    found.sort(Comparator.comparing(TaggedTest::className).thenComparing(TaggedTest::method));
    return found;
  }

  /** All tests under these folders, tagged or not, such as {@code org.offhook.CallTest#rings}. */
  static List<String> names(List<Path> folders) {
    var found = new ArrayList<String>();
    for (var type : read(folders)) {
      for (var method : type.getMethods()) {
        if (method.getAnnotations().stream().anyMatch(TestScan::isTest)) {
          found.add(type.getName().replace('$', '.') + "#" + method.getName());
        }
      }
    }
    return found;
  }

  /** These folders' classes alone: what they use is not read, names of annotations are enough. */
  private static JavaClasses read(List<Path> folders) {
    return ArchConfiguration.withThreadLocalScope(
        configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(false);
          return new ClassFileImporter().importPaths(folders);
        });
  }

  private static TaggedTest tagged(JavaClass type, JavaMethod method) {
    var value = method.getAnnotationOfType(TAG).get("value").orElseThrow();
    var ids = value instanceof Object[] several ? List.of(several) : List.of(value);
    return new TaggedTest(
        type.getName(),
        method.getName(),
        ids.stream().map(String::valueOf).toList(),
        isDisabled(method.getAnnotations()) || isDisabled(type),
        method.getAnnotations().stream().anyMatch(TestScan::isTest));
  }

  private static boolean isDisabled(@Nullable JavaClass type) {
    return type != null
        && (isDisabled(type.getAnnotations()) || isDisabled(type.getEnclosingClass().orElse(null)));
  }

  private static boolean isDisabled(Set<? extends JavaAnnotation<?>> annotations) {
    return annotations.stream()
        .map(annotation -> annotation.getRawType().getName())
        .anyMatch(name -> name.startsWith(JUNIT) && name.contains(".Disabled"));
  }

  /** A JUnit annotation that makes a test. */
  private static boolean isTest(JavaAnnotation<?> annotation) {
    var type = annotation.getRawType();
    return Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate")
            .contains(type.getSimpleName())
        && type.getName().startsWith(JUNIT);
  }
}

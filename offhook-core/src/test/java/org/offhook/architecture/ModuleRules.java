package org.offhook.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rules that every published module obeys; a subclass names the module and its exceptions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ModuleRules {

  private final String folder;
  private CodeBase code;

  @SuppressWarnings("NullAway.Init") // code is read before the first test
  ModuleRules(String folder) {
    this.folder = folder;
  }

  /** Top-level classes that may use {@code java.util.concurrent} and make threads. */
  abstract Set<String> threadClasses();

  /** Top-level classes, tests included, that may read the machine's clock or sleep. */
  abstract Set<String> clockClasses();

  /** Calls such as {@code System.nanoTime} that the whole module may make. */
  Set<String> clockCalls() {
    return Set.of();
  }

  /** Types with more instance fields than the limit. */
  Set<String> wideTypes() {
    return Set.of();
  }

  /** Methods with more parameters than the limit. */
  Set<String> wideMethods() {
    return Set.of();
  }

  CodeBase code() {
    return code;
  }

  @BeforeAll
  void read() {
    code = Project.module(folder);
    assertThat(code.sources()).as("sources of " + folder).isNotEmpty();
    assertThat(code.classes()).as("compiled classes of " + folder).isNotEmpty();
  }

  @Test
  void packagesHaveNoCycle() {
    assertThat(Layers.packageCycles(code.classes())).isEmpty();
  }

  @Test
  void concurrencyIsWhereTheListAllowsIt() {
    assertThat(ThreadRules.concurrency(code.classes(), threadClasses())).isEmpty();
    assertThat(ThreadRules.threads(code.classes(), threadClasses())).isEmpty();
  }

  @Test
  void nothingIsSynchronized() {
    assertThat(ThreadRules.monitors(code.sources())).isEmpty();
  }

  @Test
  void nobodySleepsOrReadsTheClock() {
    assertThat(realTime(code.classes())).isEmpty();
    assertThat(realTime(code.testClasses())).isEmpty();
  }

  @Test
  void filesAndMethodsAreShort() {
    assertThat(SizeRules.longFiles(code.allSources())).isEmpty();
    assertThat(SizeRules.longMethods(code.allSources())).isEmpty();
  }

  @Test
  void typesHaveFewFieldsAndMethodsFewParameters() {
    assertThat(SizeRules.manyFields(code.sources(), wideTypes())).isEmpty();
    assertThat(SizeRules.manyParameters(code.sources(), wideMethods())).isEmpty();
  }

  @Test
  void namesAreNouns() {
    assertThat(NameRules.hollowNames(code.allSources())).isEmpty();
    assertThat(NameRules.getters(code.sources())).isEmpty();
    assertThat(NameRules.optionalsThatAreNotReturned(code.sources())).isEmpty();
  }

  @Test
  void packagesAndPublicTypesAreDocumented() {
    assertThat(DocumentationRules.silentPackages(code.sources())).isEmpty();
    assertThat(DocumentationRules.undocumentedTypes(code.sources())).isEmpty();
  }

  private List<String> realTime(JavaClasses classes) {
    return ClockRules.realTime(classes, clockClasses()).stream()
        .filter(found -> clockCalls().stream().noneMatch(call -> found.endsWith(" " + call)))
        .toList();
  }
}

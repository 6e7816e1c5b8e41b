package org.offhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimWorldExtension.class)
@Seed(11)
class SimWorldExtensionTest {

  private SimWorld before;

  @BeforeEach
  void takesTheSameWorld(SimWorld world) {
    before = world;
  }

  @Test
  void worldOfATestHasTheSeedOfItsClass(SimWorld world) {
    assertThat(world.seed()).isEqualTo(11);
    assertThat(world).isSameAs(before);
  }

  @Test
  @Seed(12)
  @EndsQuiet
  void seedOfAMethodGoesFirst(SimWorld world) {
    assertThat(world.seed()).isEqualTo(12);
  }

  @Test
  void failureTellsSeedAndTranscript(SimWorld world) {
    world.note("something happened");
    var failure = new AssertionError("expected");
    SimWorldExtension.explain(world, failure);
    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("@Seed(11)")
        .hasMessageContaining("something happened");
  }
}

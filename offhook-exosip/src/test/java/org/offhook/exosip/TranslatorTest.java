package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

@ExtendWith(SimWorldExtension.class)
class TranslatorTest {

  private static final String ALICE = "sip:alice@10.0.0.1";

  @Test
  void whatIsNotWantedYetStaysWhereItIs(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          for (int i = 0; i < 3; i++) {
            bob.message()
                .sendRequest(
                    bob.message().buildRequest("MESSAGE", ALICE, "sip:bob@10.0.0.2", null));
          }
          assertThat(Talk.rest(bob)).isEmpty();
          var happened = alice.endpoint().orElseThrow().events();
          var translator = new Translator(new Ids(), new AskedSteps());
          for (int tid = 1; tid <= 3; tid++) {
            assertThat(translator.take(happened, 1)).isEqualTo(1);
            assertThat(translator.take(happened, 1)).as("as many as are ready").isEqualTo(1);
            assertThat(translator.next())
                .isNotNull()
                .satisfies(event -> assertThat(event.type()).isEqualTo(EventType.MESSAGE_NEW))
                .extracting(ExosipEvent::tid)
                .isEqualTo(tid);
          }
          assertThat(translator.take(happened, 1)).isZero();
          assertThat(translator.next()).isNull();
          bob.quit(Duration.ZERO);
          alice.quit(Duration.ZERO);
        });
  }
}

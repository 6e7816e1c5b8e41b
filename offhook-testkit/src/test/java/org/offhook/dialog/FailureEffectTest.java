package org.offhook.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;

class FailureEffectTest {

  @Test
  @Rfc("DLG-35")
  void eachFailureCodeEndsWhatRfc5057SaysAndNoMore() {
    var dialog = Set.of(404, 410, 416, 482, 484, 485, 502, 604);
    var usage = Set.of(405, 408, 480, 481, 489, 501);
    for (int code = 300; code < 700; code++) {
      var expected =
          dialog.contains(code)
              ? FailureEffect.DIALOG
              : usage.contains(code)
                  ? FailureEffect.USAGE
                  : code == 483 ? FailureEffect.HOPS : FailureEffect.TRANSACTION;
      assertThat(FailureEffect.of(Status.of(code))).as("code %d", code).isEqualTo(expected);
    }
  }
}

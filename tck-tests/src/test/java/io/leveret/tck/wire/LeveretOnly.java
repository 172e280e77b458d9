package io.leveret.tck.wire;

import io.leveret.tck.Server;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leveret differs here on purpose, and the value says how: not run against another broker. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LeveretOnly.Condition.class)
@interface LeveretOnly {
    String value();

    /** Skips when the tests are pointed at a running broker. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Server.isForeign()
                    ? ConditionEvaluationResult.disabled("only Leveret does so")
                    : ConditionEvaluationResult.enabled("the broker under test is Leveret");
        }
    }
}

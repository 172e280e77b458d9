package io.leveret.broker.selector;

import io.leveret.amqp.ChannelError;
import io.leveret.broker.selector.Expression.Type;
import io.leveret.broker.selector.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * From a text to an {@link Expression}, one token ahead. A mistake is told with its place and with what could have stood there. Types
 * are checked as far as literals and operators tell them; properties have none until there is a message.
 */
final class Parser {
    /** Nested deeper than any person writes, and not deep enough to overflow a stack. */
    static final int MAX_DEPTH = 200;

    /** A chain of them leans to the left and is as deep as it is long. */
    static final int MAX_CALCULATIONS = 1000;

    static final int MAX_LENGTH = 65_536;

    private final Lexer lexer;
    private Token token;
    private int depth;
    private int calculations;

    private Parser(String text) {
        lexer = new Lexer(text);
        token = lexer.next();
    }

    /** @throws ChannelError 406 with the place and what is wrong there */
    static Expression parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw ChannelError.preconditionFailed(
                    "invalid selector: it has %d characters, and at most %d are allowed", text.length(), MAX_LENGTH);
        }
        return new Parser(text).whole();
    }

    static ChannelError invalid(int position, String what) {
        return ChannelError.preconditionFailed("invalid selector, at character %d: %s", position, what);
    }

    private Expression whole() {
        int start = token.position();
        Expression all = mustBeCondition(or(), start);
        if (!token.is(Kind.END)) throw expected("AND, OR or the end");
        return all;
    }

    // ---- conditions, the weakest binding first

    private Expression or() {
        int start = token.position();
        Expression first = and();
        if (!token.is(Kind.OR)) return first;
        List<Expression> terms = new ArrayList<>();
        terms.add(mustBeCondition(first, start));
        while (skip(Kind.OR)) {
            start = token.position();
            terms.add(mustBeCondition(and(), start));
        }
        return new Expression.Or(terms);
    }

    private Expression and() {
        int start = token.position();
        Expression first = not();
        if (!token.is(Kind.AND)) return first;
        List<Expression> terms = new ArrayList<>();
        terms.add(mustBeCondition(first, start));
        while (skip(Kind.AND)) {
            start = token.position();
            terms.add(mustBeCondition(not(), start));
        }
        return new Expression.And(terms);
    }

    private Expression not() {
        if (!token.is(Kind.NOT)) return predicate();
        enter();
        advance();
        int start = token.position();
        Expression opposite = mustBeCondition(not(), start);
        depth--;
        return new Expression.Not(opposite);
    }

    private Expression predicate() {
        Token start = token;
        Expression left = sum();
        Comparator comparator = Comparator.of(token.kind());
        if (comparator != null) return comparison(left, comparator, start);
        if (skip(Kind.IS)) {
            mustBeIdentifier(left, start, "IS NULL");
            boolean negated = skip(Kind.NOT);
            take(Kind.NULL, "NULL");
            return new Expression.IsNull((Expression.Identifier) left, negated);
        }
        boolean negated = skip(Kind.NOT);
        if (skip(Kind.BETWEEN)) return between(left, negated, start);
        if (skip(Kind.LIKE)) return like(left, negated, start);
        if (skip(Kind.IN)) return in(left, negated, start);
        if (negated) throw expected("BETWEEN, LIKE or IN after NOT");
        return left;
    }

    private Expression comparison(Expression left, Comparator comparator, Token start) {
        String operator = token.text();
        advance();
        int second = token.position();
        Expression right = sum();
        if (comparator.orders()) {
            mustBeNumber(left, start.position(), operator);
            mustBeNumber(right, second, operator);
        } else if (left.type() != Type.ANY && right.type() != Type.ANY && left.type() != right.type()) {
            throw invalid(
                    second,
                    operator + " compares " + left.type().shown() + " with "
                            + right.type().shown() + "; only values of one type can be compared");
        }
        return new Expression.Comparison(left, comparator, right);
    }

    private Expression between(Expression value, boolean negated, Token start) {
        mustBeNumber(value, start.position(), "BETWEEN");
        int second = token.position();
        Expression low = mustBeNumber(sum(), second, "BETWEEN");
        take(Kind.AND, "AND and the upper bound of BETWEEN");
        int third = token.position();
        Expression high = mustBeNumber(sum(), third, "BETWEEN");
        return new Expression.Between(value, low, high, negated);
    }

    private Expression like(Expression value, boolean negated, Token start) {
        mustBeIdentifier(value, start, "LIKE");
        Token pattern = take(Kind.TEXT, "a pattern, which is a string,");
        int escape = Pattern.NO_ESCAPE;
        if (skip(Kind.ESCAPE)) {
            Token character = take(Kind.TEXT, "a string of one character");
            if (character.text().codePointCount(0, character.text().length()) != 1) {
                throw invalid(character.position(), "ESCAPE needs a string of one character, not " + character.shown());
            }
            escape = character.text().codePointAt(0);
        }
        return new Expression.Like(
                (Expression.Identifier) value, Pattern.of(pattern.text(), escape, pattern.position()), negated);
    }

    private Expression in(Expression value, boolean negated, Token start) {
        mustBeIdentifier(value, start, "IN");
        take(Kind.OPEN, "'(' and the strings of IN");
        List<String> members = new ArrayList<>();
        do {
            members.add(take(Kind.TEXT, "a string").text());
        } while (skip(Kind.COMMA));
        take(Kind.CLOSE, "',' or ')'");
        return new Expression.In((Expression.Identifier) value, members, negated);
    }

    // ---- values

    private Expression sum() {
        int start = token.position();
        Expression left = product();
        while (token.is(Kind.PLUS) || token.is(Kind.MINUS)) {
            Token operator = advance();
            int second = token.position();
            Expression right = product();
            left = calculation(left, start, operator, right, second);
        }
        return left;
    }

    private Expression product() {
        int start = token.position();
        Expression left = signed();
        while (token.is(Kind.TIMES) || token.is(Kind.DIVIDED)) {
            Token operator = advance();
            int second = token.position();
            Expression right = signed();
            left = calculation(left, start, operator, right, second);
        }
        return left;
    }

    private Expression calculation(Expression left, int start, Token operator, Expression right, int second) {
        mustBeNumber(left, start, operator.text());
        mustBeNumber(right, second, operator.text());
        if (++calculations > MAX_CALCULATIONS) {
            throw invalid(operator.position(), "more than " + MAX_CALCULATIONS + " calculations");
        }
        return new Expression.Calculation(left, Operator.of(operator.kind()), right);
    }

    private Expression signed() {
        if (!token.is(Kind.PLUS) && !token.is(Kind.MINUS)) return primary();
        Token sign = token;
        boolean minus = sign.is(Kind.MINUS);
        advance();
        if (token.is(Kind.NUMBER)) return new Expression.Literal(NumberLiteral.parse(advance(), minus));
        enter();
        int start = token.position();
        Expression of = mustBeNumber(signed(), start, sign.text());
        depth--;
        return minus ? new Expression.Negative(of) : new Expression.Positive(of);
    }

    private Expression primary() {
        switch (token.kind()) {
            case NUMBER:
                return new Expression.Literal(NumberLiteral.parse(advance(), false));
            case TEXT:
                return new Expression.Literal(advance().text());
            case TRUE, FALSE:
                return new Expression.Literal(advance().is(Kind.TRUE));
            case IDENTIFIER:
                Token name = advance();
                return Expression.Identifier.of(name.text(), name.position());
            case OPEN:
                enter();
                advance();
                Expression inner = or();
                take(Kind.CLOSE, "')'");
                depth--;
                return inner;
            default:
                throw expected("a property, a literal or '('");
        }
    }

    // ---- what must be

    private static Expression mustBeCondition(Expression it, int position) {
        if (it.type() == Type.ANY || it.type() == Type.BOOLEAN) return it;
        throw invalid(
                position, "a condition must stand here, this is " + it.type().shown());
    }

    private static Expression mustBeNumber(Expression it, int position, String operator) {
        if (it.type() == Type.ANY || it.type() == Type.NUMBER) return it;
        throw invalid(
                position, operator + " needs numbers, this is " + it.type().shown());
    }

    private static void mustBeIdentifier(Expression it, Token start, String operator) {
        if (it instanceof Expression.Identifier) return;
        throw invalid(start.position(), operator + " needs a property's name before it");
    }

    // ---- tokens

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw invalid(token.position(), "nested more than " + MAX_DEPTH + " deep");
        }
    }

    private Token advance() {
        Token taken = token;
        token = lexer.next();
        return taken;
    }

    private boolean skip(Kind kind) {
        if (!token.is(kind)) return false;
        advance();
        return true;
    }

    private Token take(Kind kind, String what) {
        if (!token.is(kind)) throw expected(what);
        return advance();
    }

    private ChannelError expected(String what) {
        return invalid(token.position(), "expected " + what + ", found " + token.shown());
    }
}

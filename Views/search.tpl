{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
{{#HINT}}
<p class="lead">[[Type a part of a name, label, value or help text into the box at the top. Several words are looked for together.]]</p>
{{/HINT}}
{{#NOTHING}}
<p class="lead">[[Nothing was found for “{{TEXT}}”.]]{{#SUGGESTION_LINK}} <a href="{{SUGGESTION_LINK}}">[[Did you mean {{SUGGESTION}}?]]</a>{{/SUGGESTION_LINK}}</p>
{{/NOTHING}}
{{#HITS}}
<p class="lead" role="status">{{SUMMARY}}</p>
<ol class="hits">
{{#HIT}}
<li>
<a href="{{HIT_LINK}}"{{#NAMED}} lang="en"{{/NAMED}}>{{#TITLE}}{{#MARKED}}<mark>{{PIECE:p}}</mark>{{/MARKED}}{{#PLAIN}}{{PIECE:p}}{{/PLAIN}}{{/TITLE}}</a>
<span class="place">{{#PLACE}}{{#MARKED}}<mark>{{PIECE:p}}</mark>{{/MARKED}}{{#PLAIN}}{{PIECE:p}}{{/PLAIN}}{{/PLACE}}</span>
{{#NAMED}}
<p><code>{{#NAME}}{{#MARKED}}<mark>{{PIECE:p}}</mark>{{/MARKED}}{{#PLAIN}}{{PIECE:p}}{{/PLAIN}}{{/NAME}}</code>{{#VALUED}} = <code>{{#VALUE}}{{#MARKED}}<mark>{{PIECE:p}}</mark>{{/MARKED}}{{#PLAIN}}{{PIECE:p}}{{/PLAIN}}{{/VALUE}}</code>{{/VALUED}}{{#EMPTY}} = <span class="none">[[empty]]</span>{{/EMPTY}}</p>
{{/NAMED}}
{{#HELPED}}
<p class="help">{{#HELP}}{{#MARKED}}<mark>{{PIECE:p}}</mark>{{/MARKED}}{{#PLAIN}}{{PIECE:p}}{{/PLAIN}}{{/HELP}}</p>
{{/HELPED}}
</li>
{{/HIT}}
</ol>
{{/HITS}}

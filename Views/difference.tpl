{{%AUTOESCAPE context="HTML"}}
<form class="inline-form card" method="get" action="{{DIFFERENCE_LINK}}">
<div><label for="from">[[From revision]]</label> <input id="from" name="from" value="{{FROM}}" inputmode="numeric" autocomplete="off"></div>
<div><label for="to">[[To revision]]</label> <input id="to" name="to" value="{{TO}}" inputmode="numeric" autocomplete="off"></div>
<button>[[Compare]]</button>
<a class="button" href="{{SWAP_LINK}}">[[Other way round]]</a>
</form>
<p class="lead">{{SENTENCE}}</p>
{{>CHANGES}}
<nav class="pages" aria-label="[[Revisions]]"><a class="button" href="{{HISTORY_LINK}}">[[All revisions]]</a></nav>

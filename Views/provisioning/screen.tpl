{{%AUTOESCAPE context="HTML"}}
{{#RUNNING}}
<div class="running"><progress aria-label="[[In progress]]"></progress></div>
{{/RUNNING}}
<p data-summary>{{SUMMARY}}</p>
